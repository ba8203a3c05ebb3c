/// Why a signature does not count, and the way out. None of these is ever taken for there being no signature.
package enum SignatureProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge(limit: Int)
    /// No signature of OpenSSH's form: why.
    case malformed(String)
    case keyType(String)
    case namespace(String)
    /// The fingerprint of a key that nobody is known by.
    case unknownKey(String)
    case otherPerson(String, expected: String)
    /// The bytes of the file, or of the signature, are others than when it was signed.
    case mismatch
    /// There is nothing here that could verify it.
    case unverifiable
    /// There is none, and there has to be one.
    case absent

    package var description: String {
        switch self {
        case .tooLarge(let limit): "larger than \(limit) bytes, which no signature is; \(Self.signAgain)"
        case .malformed(let why): "not a signature as `ssh-keygen -Y sign` writes it: \(why); \(Self.signAgain)"
        case .keyType(let type): "made with a key of type “\(type)”; sign with a key of type \(PersonalKey.type)"
        case .namespace(let name): "made for the namespace “\(name)”; \(Self.signAgain)"
        case .unknownKey(let fingerprint):
            "made with the key \(fingerprint), which belongs to nobody in [Keys]; sign with another, or add it to soc2d.conf as Signer="
        case .otherPerson(let name, let expected): "made by \(name), but ApprovedBy=\(expected); whoever approves has to sign"
        case .mismatch: "it does not fit the file: one of the two was changed since; look at both, and sign again"
        case .unverifiable: "it cannot be verified here"
        case .absent: "not there, and RequireSignature= wants it; \(Self.sign)"
        }
    }

    /// Why nothing is known of what it should be a signature of.
    package var reason: InconclusiveReason {
        switch self {
        case .tooLarge: .limitExceeded
        case .malformed: .parseError
        case .keyType: .unsupportedFormat
        case .namespace, .otherPerson, .mismatch: .sourceConflict
        case .unknownKey, .unverifiable, .absent: .notObservable
        }
    }

    private static let sign = "sign with `ssh-keygen -Y sign -n \(DetachedSignature.namespace)`"
    private static let signAgain = "sign again with `ssh-keygen -Y sign -n \(DetachedSignature.namespace)`"
}
