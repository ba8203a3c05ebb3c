internal import Glibc

/// Why the journal could not be read.
package enum JournalFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// journald keeps none.
    case absent
    case denied
    /// Anything else, with the system's own words.
    case failed(String)

    /// - Parameter code: a negative error number.
    init(code: Int32) {
        switch -code {
        case ENOENT: self = .absent
        case EACCES, EPERM: self = .denied
        default: self = .failed(unsafe String(cString: strerror(-code)))
        }
    }

    package var description: String {
        switch self {
        case .absent: "there is no journal"
        case .denied: "the journal may not be read; members of the group systemd-journal may"
        case .failed(let text): "reading the journal: \(text)"
        }
    }

    static func check(_ result: Int32) throws(JournalFailure) -> Int32 {
        guard result >= 0 else { throw JournalFailure(code: result) }
        return result
    }
}
