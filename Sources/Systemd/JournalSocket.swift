internal import CLinux
internal import Glibc

/// Our own socket to journald. Unlike sd_journal_send(3) it says when nobody is there, and waits for a bounded time only.
package struct JournalSocket: ~Copyable {
    private let descriptor: Int32
    private let path: String

    package static let usualPath = "/run/systemd/journal/socket"
    /// Seconds that a journald may take which does not read.
    package static let usualPatience = 2

    /// - Parameter patience: in seconds; with 0 nothing is waited for.
    package init(path: String = usualPath, patience: Int = usualPatience) throws(JournalSocketFailure) {
        let kind = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | (patience == 0 ? SOCK_NONBLOCK.rawValue : 0)
        let opened = socket(AF_UNIX, Int32(kind), 0)
        guard opened >= 0 else { throw JournalSocketFailure(code: errno) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        guard unsafe setsockopt(opened, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size)) == 0 else {
            let code = errno
            close(opened)
            throw JournalSocketFailure(code: code)
        }
        descriptor = opened
        self.path = path
    }

    deinit { close(descriptor) }

    /// Hands an entry over. That it is in the journal nobody knows until it was read there.
    package func send(_ datagram: JournalDatagram) throws(JournalSocketFailure) {
        let bytes = datagram.bytes
        if unsafe soc2d_send_datagram(descriptor, path, bytes, bytes.count, -1) == 0 { return }
        guard errno == EMSGSIZE || errno == ENOBUFS else { throw JournalSocketFailure(code: errno) }
        try sendMemory(bytes)
    }

    /// What is too large for a datagram goes as a file that nobody can change any more.
    private func sendMemory(_ bytes: [UInt8]) throws(JournalSocketFailure) {
        let memory = unsafe soc2d_sealed_memory("soc2d-entry", bytes, bytes.count)
        guard memory >= 0 else { throw JournalSocketFailure(code: errno) }
        defer { close(memory) }
        guard unsafe soc2d_send_datagram(descriptor, path, nil, 0, memory) == 0 else { throw JournalSocketFailure(code: errno) }
    }
}
