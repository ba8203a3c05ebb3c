internal import CLinux
internal import Glibc

/// The socket at which the service manager listened for the courier, and which it handed over: sd_listen_fds(3).
package struct ListeningSocket: Sendable {
    private let descriptor: Int32
    /// The user to whom the socket belongs. In a user namespace that does not know him he is nobody, as others are whom it does not know:
    /// who may connect at all is then up to the mode of the file.
    private let owner: uid_t

    /// Connections that are served at once; more have to wait.
    private static let limit = 8

    /// - Parameter descriptor: a socket that listens, carries packets, and has a file that somebody owns; nil where it is none.
    package init?(_ descriptor: Int32) {
        guard CourierService.isConnection(descriptor), Self.option(SO_ACCEPTCONN, of: descriptor) == 1,
            let owner = Self.owner(of: descriptor)
        else { return nil }
        self.descriptor = descriptor
        self.owner = owner
    }

    /// The one that was handed over to this process; nil where none was, or several.
    /// - Parameter variable: of the environment.
    package static func handedOver(variable: (String) -> String?) -> ListeningSocket? {
        guard variable("LISTEN_PID") == "\(getpid())", variable("LISTEN_FDS") == "1" else { return nil }
        return ListeningSocket(3)
    }

    /// Serves each connection on a thread of its own. Returns as soon as none is open and none waits.
    package func serve(with service: CourierService) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return }
        let (ended, bell) = (ends[0], ends[1])
        var open = 0
        var takesMore = true
        while true {
            while takesMore, open < Self.limit, isAnybodyWaiting {
                guard let connection = accepted() else {
                    takesMore = false
                    break
                }
                open += 1
                Worker.start {
                    if isWelcome(connection) { service.serve(connection) }
                    close(connection)
                    _ = unsafe write(bell, [0], 1)
                }
            }
            guard open > 0 else { break }
            open -= Self.countEnded(ended, or: takesMore && open < Self.limit ? descriptor : -1)
        }
        for end in ends { close(end) }
    }

    private var isAnybodyWaiting: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) > 0
    }

    private func accepted() -> Int32? {
        let connection = accept(descriptor, nil, nil)
        return connection >= 0 ? connection : nil
    }

    /// Waits for connections to end, of which each leaves a byte, or for another one to come. How many have ended.
    private static func countEnded(_ ended: Int32, or listener: Int32) -> Int {
        var entries = [pollfd(fd: ended, events: Int16(POLLIN), revents: 0), pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
        guard unsafe poll(&entries, nfds_t(entries.count), -1) > 0, entries[0].revents != 0 else { return 0 }
        var bytes = [UInt8](repeating: 0, count: limit)
        return unsafe max(0, read(ended, &bytes, bytes.count))
    }

    /// Root could read the secrets anyway, and tries destinations out.
    package static func serves(_ user: UInt32, of owner: UInt32) -> Bool { user == owner || user == 0 }

    private func isWelcome(_ connection: Int32) -> Bool {
        var process: pid_t = 0
        var user = uid_t.max
        return unsafe soc2d_peer(connection, &process, &user) == 0 && Self.serves(user, of: owner)
    }

    private static func option(_ option: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
    }

    /// The owner of the file that stands for the socket.
    private static func owner(of descriptor: Int32) -> uid_t? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        var status = stat()
        let isKnown = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(descriptor, $0, &length) == 0 }
        }
        guard isKnown, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
        let path = unsafe withUnsafeBytes(of: address.sun_path) { unsafe $0.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } } + [0]
        guard path.count > 1, unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        return status.st_uid
    }
}
