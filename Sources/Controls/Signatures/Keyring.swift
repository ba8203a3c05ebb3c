/// Whose signatures count, and whether there has to be one.
package struct Keyring: Sendable {
    package let signers: Signers
    /// `RequireSignature=`: whether nobody may rely on what nobody signed.
    package let requiresSignatures: Bool
    /// Nil where nothing can verify.
    private let cryptography: (any Cryptography)?

    /// - Parameter cryptography: nil where nothing can verify: then no signature counts.
    package init(_ signers: Signers = Signers(), requiresSignatures: Bool = false, _ cryptography: (any Cryptography)? = nil) {
        self.signers = signers
        self.requiresSignatures = requiresSignatures
        self.cryptography = cryptography
    }

    /// Who made a signature, which is what `ssh-keygen -Y sign` wrote, over a file.
    package func verified(_ signature: [UInt8], over file: [UInt8]) throws(SignatureProblem) -> VerifiedSignature {
        guard let cryptography else { throw .unverifiable }
        return try signers.verified(signature, over: file, cryptography)
    }
}
