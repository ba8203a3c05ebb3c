/// Somebody who may sign: a `Signer=` in `[Keys]`.
package struct Signer: Hashable, Sendable {
    /// Without spaces, such as `bob` or `bob@example.com`.
    package let name: String
    package let key: PersonalKey

    /// As `Signer=` says it, without the comment.
    package var line: String { "\(name) \(PersonalKey.type) \(Base64.encodePadded(key.blob))" }
}

/// Whose signature a file carries, and by which key.
package struct VerifiedSignature: Hashable, Sendable {
    package let signer: String
    /// ``PersonalKey/fingerprint(_:)``
    package let key: String

    package init(signer: String, key: String) {
        self.signer = signer
        self.key = key
    }
}

/// Everybody who may sign.
package struct Signers: Hashable, Sendable {
    package let all: [Signer]

    package init(_ all: [Signer] = []) { self.all = all }

    /// - Parameter lines: as ``Signer/line`` has them; what is none is left out.
    package init(lines: [String]) {
        self = SignersReader(lines.map { Settings.Placed(value: $0, place: Place(file: "", line: 0)) }).signers
    }

    /// Who made a signature over a file with this hash.
    package func verified(
        _ signature: DetachedSignature, over digest: [UInt8], _ cryptography: any Cryptography
    ) throws(SignatureProblem) -> VerifiedSignature {
        let fingerprint = signature.key.fingerprint(cryptography)
        guard let signer = all.first(where: { $0.key == signature.key }) else { throw .unknownKey(fingerprint) }
        guard signature.fits(digest, cryptography) else { throw .mismatch }
        return VerifiedSignature(signer: signer.name, key: fingerprint)
    }

    /// The same of a signature and a file as they were read.
    package func verified(
        _ signature: [UInt8], over file: [UInt8], _ cryptography: any Cryptography
    ) throws(SignatureProblem) -> VerifiedSignature {
        let signature = try DetachedSignature(parsing: signature)
        let digest =
            switch signature.hash {
            case .sha256: cryptography.sha256(file)
            case .sha512: cryptography.sha512(file)
            }
        return try verified(signature, over: digest, cryptography)
    }
}
