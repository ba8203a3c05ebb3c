import Controls
import Glibc
import ProbeKit

/// The exchange between one probe child, which speaks in lines, and a courier, which speaks in packets.
///
/// A question that no courier will answer any more is answered here, so that the child never waits for nothing.
struct CourierExchange {
    private let child: Int32
    /// nil where there is none yet, or no longer one.
    private var courier: Int32?
    /// What the child has said beyond its last whole line.
    private var pending: [UInt8] = []
    /// The questions that have no answer yet, as the child wrote them.
    private var open: [Int: [UInt8]] = [:]
    private var buffer = [UInt8](repeating: 0, count: CourierQuestion.sizeLimit)
    /// What is said of questions that nobody answers.
    private var failure: Unread

    /// - Parameter wayOut: what to do where there is no courier.
    init(child: Int32, wayOut: String) {
        self.child = child
        failure = Unread(Self.name, .toolMissing, "\(Self.name) \(wayOut)")
    }

    private static let name = "soc2d-courier"

    /// Returns once the child has closed its end, or says what is no question.
    /// - Parameter connect: makes a connection to a courier, the first one or another one; nil if none can be had now.
    mutating func run(connect: () -> Int32?) {
        while true {
            if courier == nil, !open.isEmpty { take(connect()) }
            var entries = [
                pollfd(fd: child, events: Int16(POLLIN), revents: 0), pollfd(fd: courier ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&entries, nfds_t(entries.count), -1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            if entries[1].revents != 0 { takePacket() }
            if entries[0].revents != 0, !takeLines() { return }
        }
    }

    /// Passes on the whole lines that the child has said; false at its end.
    private mutating func takeLines() -> Bool {
        let count = unsafe recv(child, &buffer, buffer.count, 0)
        if count < 0, errno == EINTR { return true }
        guard count > 0 else { return false }
        pending += buffer[..<count]
        while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(pending[..<end])
            pending.removeFirst(end + 1)
            // A probe asks about the host; to tell people is up to the monitor.
            guard let question = try? CourierQuestion(canonicalJSON: line), question.send == nil else { return false }
            open[question.id] = line
            pass(line)
        }
        return pending.count < CourierQuestion.sizeLimit
    }

    /// Asks a new courier whatever is open. What was the end of one courier may be the end of the next; it is not asked for ever.
    private mutating func take(_ connection: Int32?) {
        courier = connection
        guard connection != nil else { return refuseOpen() }
        failure = Unread(Self.name, .toolFailed, "\(Self.name) ended before it answered")
        for id in open.keys.sorted() { if let line = open[id] { pass(line) } }
    }

    private mutating func pass(_ line: [UInt8]) {
        guard let courier else { return }
        let count = unsafe Glibc.send(courier, line, line.count, Int32(MSG_NOSIGNAL))
        // What it answered before it ended is still to be read; then comes the end.
        if count != line.count { shutdown(courier, Int32(SHUT_RDWR)) }
    }

    /// Passes on one packet of the courier, if it is an answer to an open question.
    private mutating func takePacket() {
        guard let courier else { return }
        let count = unsafe recv(courier, &buffer, buffer.count, Int32(MSG_TRUNC))
        if count < 0, errno == EINTR { return }
        guard count > 0, count <= buffer.count, let answer = try? CourierAnswer(canonicalJSON: Array(buffer[..<count])),
            open[answer.id] != nil
        else {
            self.courier = nil
            return
        }
        if !answer.isPartial { open[answer.id] = nil }
        tell(Array(buffer[..<count]))
    }

    private mutating func refuseOpen() {
        for id in open.keys.sorted() {
            var answer = CourierAnswer()
            answer.id = id
            answer.failure = failure
            if let record = try? answer.canonicalJSON() { tell(record) }
        }
        open = [:]
    }

    private func tell(_ record: [UInt8]) {
        var rest = (record + [UInt8(ascii: "\n")])[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.send(child, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return
            }
        }
    }
}
