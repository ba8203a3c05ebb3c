internal import Glibc

/// Why journald did not take an entry.
package enum JournalSocketFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no socket.
    case absent
    /// There is a socket, and nobody at its other end.
    case gone
    /// It did not read in time.
    case undrained
    /// Anything else, with the system's own words.
    case failed(String)

    init(code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .absent
        case ECONNREFUSED: self = .gone
        case EAGAIN, EINTR: self = .undrained
        default: self = .failed(unsafe String(cString: strerror(code)))
        }
    }

    package var description: String {
        switch self {
        case .absent: "journald is not there: it has no socket"
        case .gone: "journald is not there: nobody reads its socket"
        case .undrained: "journald does not read its socket"
        case .failed(let text): "journald's socket: \(text)"
        }
    }
}
