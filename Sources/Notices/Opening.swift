/// How a destination heard that something is deficient.
package enum Opening: Hashable, Sendable {
    /// By a message about nothing else, which it calls so: digits.
    case message(String)
    /// Not at all: the end is told together with it.
    case unsaid

    package var message: String? {
        switch self {
        case .message(let id): id
        case .unsaid: nil
        }
    }
}
