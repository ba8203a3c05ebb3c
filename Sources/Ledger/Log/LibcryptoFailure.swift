/// What this host's libcrypto cannot do.
package enum LibcryptoFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No provider offers an algorithm.
    case missing(String)
    case cannotSign

    package var description: String {
        switch self {
        case .missing(let algorithm): "libcrypto offers no \(algorithm); see `openssl list -providers` and openssl.cnf"
        case .cannotSign: "libcrypto could not sign"
        }
    }
}
