internal import CLinux
internal import Glibc

/// What a command says, up to its own end: who it leaves behind in the background is not waited for.
struct CommandOutput: ~Copyable {
    private let reader: Descriptor

    init(_ reader: consuming Descriptor) { self.reader = reader }

    /// What was said until the child ended, or until everybody stopped speaking; at most `limit` bytes.
    consuming func bytes(until child: pid_t, upTo limit: Int) -> [UInt8] {
        let watch = Descriptor(soc2d_watch_process(child))
        // Without a watch there is only the end of the output to wait for: poll(2) passes over negative numbers.
        var places = [
            pollfd(fd: reader.number, events: Int16(POLLIN), revents: 0), pollfd(fd: watch.number, events: Int16(POLLIN), revents: 0),
        ]
        _ = fcntl(reader.number, F_SETFL, O_NONBLOCK)
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let count = unsafe poll(&places, nfds_t(places.count), -1)
            guard count > 0 || errno == EINTR else { break }
            // Looked at before the pipe is emptied, so that nothing is lost that was said before the end.
            let isOver = count > 0 && places[1].revents != 0
            if count > 0, take(into: &bytes, upTo: limit) || isOver { break }
        }
        return bytes
    }

    /// Takes what is there: whether it was the last.
    private borrowing func take(into bytes: inout [UInt8], upTo limit: Int) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let wanted = min(chunk.count, limit - bytes.count)
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(reader.number, $0.baseAddress, wanted) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 || errno != EAGAIN }
            bytes.append(contentsOf: chunk[..<count])
        }
        return true
    }
}
