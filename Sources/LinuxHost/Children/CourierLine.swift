internal import Controls
internal import Glibc
package import ProbeKit

/// One connection to a courier: a question, its answer, the next question. Once an answer has not come there are no others.
package struct CourierLine: ~Copyable {
    /// nil where there is no connection, or it is of no use any more.
    private var connection: Int32?
    private var silence: CourierSilence
    private let patience: Patience
    private var asked = 0

    /// How long an answer is waited for.
    package struct Patience: Sendable {
        /// Milliseconds without any packet; signs of life begin them anew.
        var quiet: Int64 = 25_000
        /// Milliseconds in all.
        var whole: Int64 = 60_000
    }

    /// - Parameter wayOut: what is said where there is no connection.
    init(_ connection: Int32?, wayOut: String = "", patience: Patience = Patience()) {
        self.connection = connection
        self.patience = patience
        silence = CourierSilence(text: wayOut, hasLeft: false)
    }

    package mutating func answer(to question: CourierQuestion) throws(CourierSilence) -> CourierAnswer {
        guard let connection else { throw silence }
        var question = question
        question.id = asked
        asked += 1
        do throws(CourierSilence) {
            try send(question, over: connection)
            return try receive(question.id, over: connection)
        } catch {
            // A late answer must not be taken for one to the next question.
            self.connection = nil
            silence = CourierSilence(text: error.text, hasLeft: false)
            throw error
        }
    }

    private func send(_ question: CourierQuestion, over connection: Int32) throws(CourierSilence) {
        guard let packet = try? question.canonicalJSON(), packet.count <= CourierQuestion.sizeLimit else {
            throw CourierSilence(text: "a question to soc2d-courier is longer than \(CourierQuestion.sizeLimit) bytes", hasLeft: false)
        }
        while true {
            let count = unsafe Glibc.send(connection, packet, packet.count, Int32(MSG_NOSIGNAL))
            if count == packet.count { return }
            guard count < 0, errno == EINTR else { throw CourierSilence(text: "soc2d-courier takes no questions any more", hasLeft: false) }
        }
    }

    private func receive(_ id: Int, over connection: Int32) throws(CourierSilence) -> CourierAnswer {
        let end = ContinuousClock.now + .milliseconds(patience.whole)
        while true {
            try wait(over: connection, until: min(end, .now + .milliseconds(patience.quiet)))
            let packet = try packet(over: connection)
            guard let answer = try? CourierAnswer(canonicalJSON: packet), answer.id == id else {
                throw CourierSilence(text: "soc2d-courier said something that is no answer", hasLeft: true)
            }
            if !answer.isPartial { return answer }
        }
    }

    private func wait(over connection: Int32, until end: ContinuousClock.Instant) throws(CourierSilence) {
        while true {
            let left = (end - .now) / .milliseconds(1)
            guard left > 0 else { throw CourierSilence(text: "soc2d-courier gave no answer in time", hasLeft: true) }
            var entry = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&entry, 1, Int32(min(left.rounded(.up), 60_000))) > 0 { return }
        }
    }

    private func packet(over connection: Int32) throws(CourierSilence) -> [UInt8] {
        while true {
            var count = 0
            let packet = unsafe [UInt8](unsafeUninitializedCapacity: CourierQuestion.sizeLimit) { buffer, length in
                count = unsafe recv(connection, buffer.baseAddress, buffer.count, Int32(MSG_TRUNC))
                length = min(max(0, count), buffer.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0, count == packet.count else {
                throw CourierSilence(text: "soc2d-courier ended before it answered", hasLeft: true)
            }
            return packet
        }
    }
}
