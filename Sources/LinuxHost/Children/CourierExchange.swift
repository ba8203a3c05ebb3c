import Controls
import Glibc
import ProbeKit

/// The exchange between one probe child, which speaks in lines, and a courier, which speaks in packets.
///
/// A question that no courier will answer any more is answered here, so that the child never waits for nothing.
struct CourierExchange {
    private let child: Int32
    /// nil where there is none, or no longer one.
    private var courier: Int32?
    /// What the child has said beyond its last whole line.
    private var pending: [UInt8] = []
    /// The questions that have no answer yet.
    private var open: Set<Int> = []
    private var buffer = [UInt8](repeating: 0, count: CourierQuestion.sizeLimit)
    private let failure: Unread

    init(child: Int32, courier: Int32?) {
        self.child = child
        self.courier = courier
        failure =
            courier == nil
            ? Unread(Self.name, .toolMissing, "\(Self.name) cannot be started; it is installed beside soc2d")
            : Unread(Self.name, .toolFailed, "\(Self.name) ended before it answered")
    }

    private static let name = "soc2d-courier"

    /// Returns once the child has closed its end, or says what is no question.
    mutating func run() {
        while true {
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
            guard let question = try? CourierQuestion(canonicalJSON: line) else { return false }
            open.insert(question.id)
            pass(line)
        }
        return pending.count < CourierQuestion.sizeLimit
    }

    private mutating func pass(_ line: [UInt8]) {
        guard let courier else { return refuseOpen() }
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
            open.contains(answer.id)
        else { return refuseOpen() }
        if !answer.isPartial { open.remove(answer.id) }
        tell(Array(buffer[..<count]))
    }

    /// Without a courier nothing will be answered any more.
    private mutating func refuseOpen() {
        courier = nil
        for id in open.sorted() {
            var answer = CourierAnswer()
            answer.id = id
            answer.failure = failure
            if let record = try? answer.canonicalJSON() { tell(record) }
        }
        open = []
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
