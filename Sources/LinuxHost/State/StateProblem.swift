internal import Glibc
package import ProbeKit

/// Why a directory of the monitor, or something in it, is not trusted, with the way out.
package struct StateProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        case missing
        case link
        /// What stands there is none of the kind that should.
        case notDirectory
        case notRegular
        case notSocket
        /// It has so many names.
        case linked(Int)
        /// It belongs to one user, and should belong to another.
        case owner(UInt32, expected: UInt32)
        /// Others may do with it what they should not.
        case mode(UInt32, allowed: UInt32)
        /// A call to the kernel, and its errno(3).
        case system(String, Int32)
    }

    package let path: HostPath
    package let reason: Reason

    package init(_ path: HostPath, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// Whether it is there and not trusted, rather than not there.
    package var isRefusal: Bool {
        switch reason {
        case .missing, .system: false
        case .link, .notDirectory, .notRegular, .notSocket, .linked, .owner, .mode: true
        }
    }

    package var description: String {
        switch reason {
        case .missing: "\(path): there is no such directory; name another with --state, or make it: mkdir -m 0700 \(path)"
        case .link: "\(path): a symbolic link; what the monitor keeps must stand here itself, so move it here and remove the link"
        case .notDirectory: "\(path): not a directory; move it away"
        case .notRegular: "\(path): not a regular file; find out who put it there, and move it away"
        case .notSocket: "\(path): not a socket; find out who put it there, and move it away"
        case .linked(let count): "\(path): has \(count) names; find the others with `find / -xdev -samefile \(path)`, and remove them"
        case .owner(let user, let expected):
            "\(path): belongs to user \(user) and not to \(expected), who runs the monitor; find out why, then chown it"
        case .mode(let mode, let allowed):
            "\(path): mode \(String(mode, radix: 8)) lets others at it; see that nobody was there, then chmod \(String(mode & allowed, radix: 8)) it"
        case .system(let call, let code): unsafe "\(path): \(call): \(String(cString: strerror(code)))"
        }
    }
}
