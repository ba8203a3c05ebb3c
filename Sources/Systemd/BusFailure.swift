internal import CSystemd
internal import Glibc

/// Why the service manager could not be asked.
package enum BusFailure: Error, Hashable, Sendable {
    /// There is no systemd to be asked.
    case absent
    case denied
    case late
    /// Anything else, with the system's own words.
    case failed(String)

    /// - Parameter code: a negative error number.
    init(code: Int32) {
        switch -code {
        case ENOENT, ECONNREFUSED, ENOTDIR: self = .absent
        case EACCES, EPERM: self = .denied
        case ETIMEDOUT, EAGAIN: self = .late
        default: self = .failed(unsafe String(cString: strerror(-code)))
        }
    }

    /// What the other side answered in place of a reply.
    init(code: Int32, _ error: sd_bus_error) {
        switch unsafe error.name.map({ unsafe String(cString: $0) }) {
        case nil: self.init(code: code)
        case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner": self = .absent
        case "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired": self = .denied
        case "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Timeout": self = .late
        case let name?: self = .failed(unsafe error.message.map { unsafe String(cString: $0) } ?? name)
        }
    }

    static func check(_ result: Int32) throws(BusFailure) -> Int32 {
        guard result >= 0 else { throw BusFailure(code: result) }
        return result
    }
}
