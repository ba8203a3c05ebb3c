internal import Controls
internal import Dispatch
internal import Glibc
package import ProbeKit
internal import Synchronization

/// Answers the questions that arrive over one connection, one JSON record a packet, a few at once.
package struct CourierService: Sendable {
    /// How one question is answered, whatever comes of it.
    private let answer: @Sendable (CourierQuestion) -> CourierAnswer
    /// Milliseconds between signs of life while an answer takes its time.
    private let interval: Int

    /// Questions that are worked on at once.
    private static let parallel = 4

    package init(interval: Int = 10_000, answer: @escaping @Sendable (CourierQuestion) -> CourierAnswer) {
        self.interval = interval
        self.answer = answer
    }

    /// Whether a descriptor is a connection that carries packets.
    package static func isConnection(_ descriptor: Int32) -> Bool {
        var kind: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &kind, &length) == 0 && kind == Int32(SOCK_SEQPACKET.rawValue)
    }

    /// Serves until the other side closes the connection, or sends what is no question.
    package func serve(_ descriptor: Int32) {
        let working = Mutex<Set<Int>>([])
        let places = DispatchSemaphore(value: Self.parallel)
        while let question = nextQuestion(descriptor, working) {
            while places.wait(timeout: .now() + .milliseconds(interval)) == .timedOut { Self.showLife(descriptor, working) }
            working.withLock { _ = $0.insert(question.id) }
            Worker.start {
                var reply = answer(question)
                reply.id = question.id
                working.withLock { _ = $0.remove(question.id) }
                Self.send(reply, over: descriptor)
                places.signal()
            }
        }
    }

    private func nextQuestion(_ descriptor: Int32, _ working: borrowing Mutex<Set<Int>>) -> CourierQuestion? {
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = unsafe poll(&entry, 1, Int32(clamping: interval))
            if count > 0 { break }
            if count == 0 { Self.showLife(descriptor, working) } else if errno != EINTR { return nil }
        }
        var count = 0
        let packet = unsafe [UInt8](unsafeUninitializedCapacity: CourierQuestion.sizeLimit) { buffer, length in
            count = unsafe recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_TRUNC))
            length = min(max(0, count), buffer.count)
        }
        guard count > 0, count == packet.count else { return nil }
        return try? CourierQuestion(canonicalJSON: packet)
    }

    /// Says that every open question is being worked on.
    private static func showLife(_ descriptor: Int32, _ working: borrowing Mutex<Set<Int>>) {
        for id in working.withLock({ $0.sorted() }) {
            var sign = CourierAnswer()
            sign.id = id
            sign.isPartial = true
            send(sign, over: descriptor)
        }
    }

    private static func send(_ answer: CourierAnswer, over descriptor: Int32) {
        var packet = (try? answer.canonicalJSON()) ?? []
        if packet.isEmpty || packet.count > CourierQuestion.sizeLimit {
            var refusal = CourierAnswer()
            refusal.id = answer.id
            refusal.failure = Unread("soc2d-courier", .limitExceeded, "the answer is longer than \(CourierQuestion.sizeLimit) bytes")
            packet = (try? refusal.canonicalJSON()) ?? []
        }
        _ = unsafe Glibc.send(descriptor, packet, packet.count, Int32(MSG_NOSIGNAL))
    }
}
