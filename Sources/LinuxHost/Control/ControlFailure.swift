internal import Controls
internal import Glibc
package import ProbeKit

/// Why the monitor could not be asked, or cannot be asked any more.
package enum ControlFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nobody listens at the socket.
    case notRunning(HostPath)
    case denied(HostPath)
    /// The monitor took the question and did not answer it in time.
    case late(HostPath)
    /// The monitor ended before it answered.
    case ended(HostPath)
    /// The answer is none.
    case garbage(HostPath, String)
    /// Another monitor listens there.
    case taken(HostPath)
    /// Anything else, with the system's own words.
    case failed(HostPath, String)

    init(_ code: Int32, at path: HostPath) {
        switch code {
        case ENOENT, ECONNREFUSED, ENOTDIR: self = .notRunning(path)
        case EACCES, EPERM: self = .denied(path)
        default: self = .failed(path, unsafe String(cString: strerror(code)))
        }
    }

    package var description: String {
        switch self {
        case .notRunning(let path): "the monitor is not running: nobody listens at \(path); start it with `systemctl start soc2d`"
        case .denied(let path): "\(path): permission denied; only root, the monitor's own user and members of its group may ask it"
        case .late(let path): "\(path): the monitor has not answered in time; it may still do what was asked"
        case .ended(let path): "\(path): the monitor ended before it answered; what was asked may be done or not"
        case .garbage(let path, let text): "\(path): the answer makes no sense: \(text); is it a monitor of this version?"
        case .taken(let path): "\(path): another monitor listens here; one is enough, stop that one first"
        case .failed(let path, let text): "\(path): \(text)"
        }
    }
}
