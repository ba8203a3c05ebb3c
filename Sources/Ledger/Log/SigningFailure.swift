/// Why nothing was signed.
package enum SigningFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case libcrypto(LibcryptoFailure)
    /// The note would be one that readers refuse.
    case note(NoteProblem)

    package var description: String {
        switch self {
        case .libcrypto(let failure): failure.description
        case .note(let problem): problem.description
        }
    }
}
