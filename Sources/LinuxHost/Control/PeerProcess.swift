internal import CLinux
internal import Glibc
internal import ProbeKit

/// The process at the other end of a local socket, as the kernel had it when it connected.
package struct PeerProcess: Hashable, Sendable {
    package let user: UInt32
    /// The user who logged in and from whom the process stems: loginuid in proc(5). Nil where nobody logged in, and where the process is not
    /// there any more.
    package let login: UInt32?

    package init(user: UInt32, login: UInt32?) {
        self.user = user
        self.login = login
    }

    /// Nil where the kernel does not say.
    init?(of connection: Int32) {
        var process: pid_t = 0
        var user: uid_t = 0
        guard unsafe soc2d_peer(connection, &process, &user) == 0 else { return nil }
        self.init(user: user, login: Self.login(of: process, user: user))
    }

    /// A number of a process may be taken anew: what belongs to another user is another process.
    private static func login(of process: pid_t, user: uid_t) -> UInt32? {
        let directory = unsafe Descriptor(open("/proc/\(process)", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard directory.isOpen, directory.status()?.st_uid == user,
            let bytes = try? KernelFile.beginning(of: "loginuid", in: directory.number, limit: 32),
            let login = bytes[...].decimal.flatMap(UInt32.init(exactly:)), login != .max
        else { return nil }
        return login
    }
}
