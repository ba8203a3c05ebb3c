import Controls
import Dispatch
import Glibc
import ProbeKit
import Testing

@testable import LinuxHost

/// A probe child on one side, a courier on the other, and the exchange between them on a thread of its own.
@Suite(.timeLimit(.minutes(1))) struct CourierExchangeTests {
    private final class Ends: Sendable {
        let child: Int32
        let courier: Int32
        /// What the exchange holds.
        let inner: [Int32]

        init() {
            var stream: [Int32] = [0, 0]
            var packets: [Int32] = [0, 0]
            _ = unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &stream)
            _ = unsafe socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &packets)
            child = stream[0]
            courier = packets[0]
            inner = [stream[1], packets[1]]
        }

        deinit { for descriptor in [child, courier] + inner { close(descriptor) } }
    }

    /// Asks through the exchange while `courier` plays the courier's part, then hangs up.
    /// - Parameter next: a connection to the courier that comes after it.
    private func ask(
        _ questions: [CourierQuestion], withCourier: Bool = true, then next: Int32? = nil, courier: @escaping @Sendable (Int32) -> Void
    ) throws -> [CourierAnswer] {
        let ends = Ends()
        let others = DispatchGroup()
        DispatchQueue(label: "exchange").async(group: others) {
            var exchange = CourierExchange(child: ends.inner[0], wayOut: "is missing")
            var connections = (next.map { [$0] } ?? []) + (withCourier ? [ends.inner[1]] : [])
            exchange.run { connections.popLast() }
            shutdown(ends.inner[1], Int32(SHUT_RDWR))
        }
        DispatchQueue(label: "courier").async(group: others) { courier(ends.courier) }
        defer {
            shutdown(ends.child, Int32(SHUT_RDWR))
            others.wait()
        }
        return try ParentDialer(ParentChannel(descriptor: ends.child)).answers(to: questions)
    }

    private static func question(_ name: String) -> CourierQuestion { CourierQuestion(resolve: ResolveRequest(name: name)) }

    /// The next question; nil once the exchange has hung up.
    private static func receive(_ descriptor: Int32) -> CourierQuestion? {
        var packet = [UInt8](repeating: 0, count: CourierQuestion.sizeLimit)
        let count = unsafe recv(descriptor, &packet, packet.count, 0)
        return count > 0 ? try? CourierQuestion(canonicalJSON: Array(packet[..<count])) : nil
    }

    private static func send(_ answer: CourierAnswer, to descriptor: Int32) {
        guard let packet = try? answer.canonicalJSON() else { return }
        _ = unsafe Glibc.send(descriptor, packet, packet.count, Int32(MSG_NOSIGNAL))
    }

    private static func answer(_ question: CourierQuestion, isPartial: Bool = false) -> CourierAnswer {
        var answer = CourierAnswer()
        answer.id = question.id
        answer.isPartial = isPartial
        if !isPartial {
            answer.resolved = Resolved()
            answer.resolved?.problem = question.resolve?.name
        }
        return answer
    }

    @Test func `answers come back in the order of the questions, whatever the order of the courier`() throws {
        let names = (0..<9).map { "host\($0)" }
        let answers = try ask(names.map(Self.question)) { descriptor in
            var waiting: [CourierQuestion] = []
            while let question = Self.receive(descriptor) {
                waiting.append(question)
                Self.send(Self.answer(question, isPartial: true), to: descriptor)
                // The last ones come alone.
                while waiting.count >= (question.id < 8 ? 2 : 1) { Self.send(Self.answer(waiting.removeLast()), to: descriptor) }
            }
        }
        #expect(answers.compactMap { $0.resolved?.problem } == names)
    }

    @Test func `without a courier every question is answered with the way out`() throws {
        let answers = try ask((0..<6).map { Self.question("host\($0)") }, withCourier: false) { _ in }
        #expect(answers.count == 6)
        #expect(answers.allSatisfy { $0.failure?.reason == .toolMissing && $0.failure?.text == "soc2d-courier is missing" })
    }

    @Test func `a courier that dies leaves no question without an answer`() throws {
        let answers = try ask((0..<6).map { Self.question("host\($0)") }) { descriptor in
            if let first = Self.receive(descriptor) { Self.send(Self.answer(first), to: descriptor) }
            shutdown(descriptor, Int32(SHUT_RDWR))
        }
        #expect(answers.first?.resolved != nil)
        #expect(answers.dropFirst().allSatisfy { $0.failure?.reason == .toolFailed })
    }

    @Test func `what a lost courier did not answer is asked the next one`() throws {
        let others = Ends()
        DispatchQueue(label: "the next courier").async {
            while let question = Self.receive(others.courier) { Self.send(Self.answer(question), to: others.courier) }
        }
        let names = (0..<6).map { "host\($0)" }
        let answers = try ask(names.map(Self.question), then: others.inner[1]) { descriptor in
            if let first = Self.receive(descriptor) { Self.send(Self.answer(first), to: descriptor) }
            shutdown(descriptor, Int32(SHUT_RDWR))
        }
        shutdown(others.courier, Int32(SHUT_RDWR))
        #expect(answers.compactMap { $0.resolved?.problem } == names)
    }

    @Test(arguments: ["no JSON", #"{"id":99,"partial":false}"#, #"{"id":0,"partial":false} "#, #"{"id":0}"#])
    func `a courier that talks garbage counts as dead`(packet: String) throws {
        let answers = try ask([Self.question("a"), Self.question("b")]) { descriptor in
            while Self.receive(descriptor) != nil {
                _ = unsafe Glibc.send(descriptor, packet, packet.utf8.count, Int32(MSG_NOSIGNAL))
            }
        }
        #expect(answers.map { $0.failure?.reason } == [.toolFailed, .toolFailed])
    }

    @Test func `a child that talks garbage is not passed on`() throws {
        let ends = Ends()
        _ = unsafe Glibc.send(ends.child, "no question\n", 12, 0)
        var exchange = CourierExchange(child: ends.inner[0], wayOut: "is missing")
        exchange.run { ends.inner[1] }
        var byte: UInt8 = 0
        #expect(unsafe recv(ends.courier, &byte, 1, Int32(MSG_DONTWAIT)) == -1)
    }

    @Test func `a question that is too long is not sent`() throws {
        let name = String(repeating: "x", count: CourierQuestion.sizeLimit)
        #expect(throws: ProbeFailure.self) {
            _ = try ask([Self.question(name)]) { _ in }
        }
    }
}
