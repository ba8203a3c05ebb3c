/// Why bytes are not the TLS that was expected.
package enum WireProblem: Error, Hashable, Sendable {
    /// The very first bytes are no TLS record.
    case notTLS
    /// A record or a message contradicts itself; the text says which.
    case malformed(String)
    /// More or longer than any server needs.
    case tooLong(String)
}

extension WireProblem {
    /// For people.
    package var text: String {
        switch self {
        case .notTLS: "no TLS"
        case .malformed(let text), .tooLong(let text): text
        }
    }
}
