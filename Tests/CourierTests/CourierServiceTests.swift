import Controls
import Courier
import Dispatch
import Glibc
import ProbeKit
import Synchronization
import Testing

/// The courier's side of one connection.
@Suite(.timeLimit(.minutes(1))) struct CourierServiceTests {
    /// Serves one end of a connection on a thread of its own, hands the other to `talk`, and waits for the service to end.
    private func serve<Result>(
        interval: Int = 10_000, answer: @escaping @Sendable (CourierQuestion) -> CourierAnswer, talk: (Int32) throws -> Result
    ) rethrows -> Result {
        var ends: [Int32] = [0, 0]
        _ = unsafe socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends)
        let (theirs, ours) = (ends[0], ends[1])
        let isOver = DispatchSemaphore(value: 0)
        DispatchQueue(label: "service").async {
            CourierService(interval: interval, answer: answer).serve(theirs)
            close(theirs)
            isOver.signal()
        }
        defer {
            close(ours)
            isOver.wait()
        }
        return try talk(ours)
    }

    private func send(_ text: String, to descriptor: Int32) {
        _ = unsafe Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
    }

    private func receive(_ descriptor: Int32) -> CourierAnswer? {
        var packet = [UInt8](repeating: 0, count: CourierQuestion.sizeLimit)
        let count = unsafe recv(descriptor, &packet, packet.count, 0)
        return count > 0 ? try? CourierAnswer(canonicalJSON: Array(packet[..<count])) : nil
    }

    private static func echo(_ question: CourierQuestion) -> CourierAnswer {
        var answer = CourierAnswer()
        answer.resolved = Resolved()
        answer.resolved?.problem = question.resolve?.name
        return answer
    }

    private func question(_ id: Int, _ name: String = "a") -> String { #"{"id":\#(id),"resolve":{"deadline":5000,"name":"\#(name)"}}"# }

    @Test func `every question is answered under its number`() {
        serve(answer: Self.echo) { descriptor in
            for id in 0..<20 { send(question(id, "host\(id)"), to: descriptor) }
            let answers = (0..<20).compactMap { _ in receive(descriptor) }
            #expect(Set(answers.map(\.id)) == Set(0..<20))
            #expect(answers.allSatisfy { $0.resolved?.problem == "host\($0.id)" })
        }
    }

    @Test func `who waits for long hears a sign of life`() {
        let isHeard = DispatchSemaphore(value: 0)
        serve(
            interval: 10,
            answer: { question in
                isHeard.wait()
                return Self.echo(question)
            }
        ) { descriptor in
            send(question(7), to: descriptor)
            let sign = receive(descriptor)
            #expect(sign?.isPartial == true && sign?.id == 7 && sign?.resolved == nil)
            isHeard.signal()
            var answer = receive(descriptor)
            while answer?.isPartial == true { answer = receive(descriptor) }
            #expect(answer?.resolved?.problem == "a")
        }
    }

    @Test func `no more than four questions are worked on at once`() {
        let working = Mutex<(now: Int, most: Int)>((0, 0))
        serve(answer: { question in
            working.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            sched_yield()
            working.withLock { $0.now -= 1 }
            return Self.echo(question)
        }) { descriptor in
            for id in 0..<100 { send(question(id), to: descriptor) }
            for _ in 0..<100 { _ = receive(descriptor) }
        }
        #expect(working.withLock { $0.most } <= 4)
    }

    @Test func `an answer that is too long is a failure`() {
        serve(answer: { _ in
            var answer = CourierAnswer()
            answer.resolved = Resolved()
            answer.resolved?.problem = String(repeating: "x", count: CourierQuestion.sizeLimit)
            return answer
        }) { descriptor in
            send(question(1), to: descriptor)
            #expect(receive(descriptor)?.failure?.reason == .limitExceeded)
        }
    }

    @Test(arguments: ["garbage", "{}", #"{"id":1,"resolve":{"deadline":5000,"name":"a"}} "#])
    func `what is no question ends the connection`(packet: String) {
        serve(answer: Self.echo) { descriptor in
            send(packet, to: descriptor)
            #expect(receive(descriptor) == nil)
        }
    }

    @Test func `a question for nothing that it knows is refused`() {
        #expect(Contacts.answer(CourierQuestion()).failure?.reason == .internalError)
    }

    @Test func `a name is resolved, and one that does not exist is said not to`() {
        let known = Contacts.answer(CourierQuestion(resolve: ResolveRequest(name: "127.0.0.1")))
        #expect(known.resolved?.addresses == [.v4(0x7F00_0001)])
        let unknown = Contacts.answer(CourierQuestion(resolve: ResolveRequest(name: "nowhere.invalid")))
        #expect(unknown.resolved?.addresses == [] && unknown.resolved?.problem != nil)
    }
}
