internal import Glibc
internal import Synchronization

/// Descriptor 0 of a probe child: the request comes in over it, then questions go out and answers come in, a line each.
package final class ParentChannel: Sendable {
    /// What has arrived beyond the line that was taken last.
    private let pending = Mutex<[UInt8]>([])

    private let descriptor: Int32

    package init(descriptor: Int32 = 0) { self.descriptor = descriptor }

    /// The next line without its end; nil where there is none, or a longer one, or none in time.
    /// - Parameter seconds: how long to wait for each piece of it; nil for ever.
    package func nextLine(limit: Int, within seconds: Int? = nil) -> [UInt8]? {
        pending.withLock { pending in
            var scanned = 0
            while true {
                if let end = pending[scanned...].firstIndex(of: UInt8(ascii: "\n")) {
                    let rest = Array(pending[(end + 1)...])
                    // Cut, not copied: it may be very long.
                    pending.removeSubrange(end...)
                    let line = pending
                    pending = rest
                    return line
                }
                scanned = pending.count
                guard scanned <= limit, isReadable(within: seconds), let more = receive() else { return nil }
                pending += more
            }
        }
    }

    /// Sends a line, its end included; false if the parent is gone.
    package func send(_ line: [UInt8]) -> Bool {
        var rest = line[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    private func isReadable(within seconds: Int?) -> Bool {
        guard let seconds else { return true }
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = unsafe poll(&entry, 1, Int32(clamping: seconds * 1000))
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }

    private func receive() -> [UInt8]? {
        while true {
            var count = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, length in
                count = unsafe read(descriptor, buffer.baseAddress, buffer.count)
                length = max(0, count)
            }
            if count > 0 { return bytes }
            if count == 0 || errno != EINTR { return nil }
        }
    }
}
