import Controls
import Foundation
import Glibc
import HostFixtures
import LinuxHost
import Monitor
import Notices
import ProbeKit
import Synchronization
import Testing

/// Letters on their way through the real courier to receivers on loopback.
@Suite(.timeLimit(.minutes(2))) struct PostTests {
    private static let program = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "soc2d-courier").path ?? ""
    private static let now = Moment(seconds: 1_795_343_400)
    private static let secret = "planted-B00-secret"

    /// A destination `ops` at a receiver, and the post that goes there.
    private struct Office {
        let files: CourierFiles
        private let receiver: LoopbackReceiver?
        let post: Post
        let destination: Destination

        init(
            _ kind: DestinationKind, at receiver: LoopbackReceiver?, more: String = "", isConfirmed: Bool = false,
            program: String = PostTests.program,
            named name: String = "ops", credential: String = "ops"
        ) throws {
            let lines = "Kind=\(kind.rawValue)\nInternal=yes" + (isConfirmed ? "\nConfirm=response" : "")
            let address = "http://127.0.0.1:\(receiver?.port ?? 1)/\(PostTests.secret)\n\(more)"
            files = try CourierFiles(["ops": lines], credentials: [credential: address])
            post = Post(
                CourierCounter(.program(program), configuration: files.configuration, credentials: files.credentials),
                clock: { PostTests.now })
            self.receiver = receiver
            var destination = Destination(name: name, kind: kind)
            destination.isInternal = true
            destination.isConfirmed = isConfirmed
            self.destination = destination
        }

        /// What came of a letter, in the order of its notices.
        func deliveries(of count: Int64 = 1) -> [Delivery] {
            var deliveries: [Delivery] = []
            post.deliver(PostTests.letter(to: destination, count)) { deliveries += $0 }
            for delivery in deliveries {
                #expect(delivery.destination == destination.name)
                let words = delivery.outcome.words
                #expect(words.utf8.count <= 500 && !words.contains(PostTests.secret) && !words.contains("planted"), "\(words)")
            }
            #expect(deliveries.map(\.number).sorted() == Array(1...count))
            return deliveries.sorted { $0.number < $1.number }
        }

        func delivery() throws -> Delivery { try #require(deliveries().first) }
    }

    private static func letter(to destination: Destination, _ count: Int64) -> Letter {
        let sendings = (1...count).map { number in
            var notice = Notice.sample(of: .opened, at: now)
            notice.deficiency = number
            notice.subject = "subject-\(number)"
            notice.eventID = "019aa0c4506c7b00010203\(1_000_000_000 + number)"
            return Sending(
                number: number, destination: destination.name, notice: notice, attempt: 1, leaf: 7, checkpoint: "soc2d/web-1 9 root")
        }
        return Letter(to: destination, sendings, note: "", mayBeSecond: false)
    }

    // MARK: Delivered

    @Test(arguments: [
        (DestinationKind.webhook, "204 No Content", "", "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\n"),
        (.alertmanager, "200 OK", "", ""), (.slack, "200 OK", "ok", ""), (.teams, "200 OK", "", ""),
        (.pagerduty, "202 Accepted", "{}", "plantedkeyplantedkeyplantedkey12\n"), (.discord, "200 OK", #"{"id":"123456"}"#, ""),
        (.googleChat, "200 OK", #"{"name":"spaces/A/messages/B"}"#, ""), (.mattermost, "200 OK", "ok", ""),
        (.matrix, "200 OK", #"{"ok":true}"#, ""),
        (.telegram, "200 OK", #"{"ok":true,"result":{"message_id":42}}"#, "42:planted-token\n-1001\n"),
    ])
    func `what meets the receiver's own rule of success is delivered`(kind: DestinationKind, status: String, body: String, more: String)
        throws
    {
        let receiver = LoopbackReceiver(LoopbackReceiver.Reply(status, body))
        let office = try Office(kind, at: receiver, more: more, isConfirmed: kind.canConfirm)
        #expect(try office.delivery().outcome == .delivered)
        #expect(receiver.requests.count == 1 && receiver.requests[0].body.contains("subject-1"))
    }

    @Test func `a receiver that does not know what becomes of it has accepted, and no more`() throws {
        let office = try Office(.teams, at: LoopbackReceiver(LoopbackReceiver.Reply("202 Accepted", "")))
        guard case .accepted(let words) = try office.delivery().outcome else { Issue.record("not accepted"); return }
        #expect(words == "the receiver answered with status 202; whether people can read it, it does not say")
    }

    @Test func `notices that go together are one message, with a key that other notices about the same have too`() throws {
        let (chat, alerts) = (LoopbackReceiver(), LoopbackReceiver(LoopbackReceiver.Reply("200 OK", "")))
        #expect(try Office(.slack, at: chat).deliveries(of: 3).map(\.outcome) == [.delivered, .delivered, .delivered])
        #expect(chat.requests.count == 1 && chat.requests[0].body.contains("3 deficiencies"))
        #expect(try Office(.alertmanager, at: alerts).deliveries(of: 2).map(\.outcome) == [.delivered, .delivered])
        // printf '["0123456789abcdef0123456789abcdef","NET-03","open-ports.unexpected-listener","subject-1"]' | sha256sum
        #expect(alerts.requests.count == 1 && alerts.requests[0].body.contains(Self.keyOfFirst), "\(alerts.requests)")
    }

    @Test func `what came of a message is said once for all its notices, those that were not sent on account of it too`() throws {
        let receiver = LoopbackReceiver { _, number in number == 1 ? .init("500 Internal Server Error", "") : .init("202 Accepted", "{}") }
        let pager = try Office(.pagerduty, at: receiver, more: "plantedkeyplantedkeyplantedkey12\n")
        var answers: [Int] = []
        pager.post.deliver(Self.letter(to: pager.destination, 5)) { answers.append($0.count) }
        #expect(answers == [1, 4])
        let chat = try Office(.slack, at: LoopbackReceiver())
        chat.post.deliver(Self.letter(to: chat.destination, 7)) { answers.append($0.count) }
        #expect(answers == [1, 4, 7])
    }

    private static func ending(_ number: Int64, of destination: Destination) -> Sending {
        var sending = letter(to: destination, number).sendings[Int(number) - 1]
        sending = Sending(
            number: number, destination: destination.name, notice: .sample(of: .closed, at: now), attempt: 1, leaf: 7, checkpoint: "")
        sending.opening = .message("77")
        return sending
    }

    @Test(arguments: [1, 2]) func `the end is a new message in Discord, and the first is written anew, where that can be`(count: Int64)
        throws
    {
        let receiver = LoopbackReceiver { request, _ in
            request.line.hasPrefix("PATCH") ? .init("500 Internal Server Error", "") : .init("200 OK", #"{"id":"78"}"#)
        }
        let office = try Office(.discord, at: receiver)
        var deliveries: [Delivery] = []
        let sendings = (1...count).map { Self.ending($0, of: office.destination) }
        office.post.deliver(Letter(to: office.destination, sendings, note: "", mayBeSecond: false)) { deliveries += $0 }
        #expect(deliveries.allSatisfy { $0.outcome == .delivered && $0.remoteID == (count == 1 ? "78" : nil) })
        let lines = receiver.requests.map(\.line)
        let first = ["POST /\(Self.secret)?wait=true HTTP/1.1"]
        #expect(lines == first + (count == 1 ? ["PATCH /\(Self.secret)/messages/77 HTTP/1.1"] : []))
        #expect(receiver.requests.allSatisfy { $0.body.contains(#""allowed_mentions":{"parse":[]}"#) })
    }

    @Test func `that the end was told is said before the first message is written anew`() throws {
        let said = Mutex<[[Delivery]]>([])
        let receiver = LoopbackReceiver { request, _ in
            if request.line.hasPrefix("PATCH") { said.withLock { $0.append([]) } }
            return .init("200 OK", #"{"id":"78"}"#)
        }
        let office = try Office(.discord, at: receiver)
        let letter = Letter(to: office.destination, [Self.ending(1, of: office.destination)], note: "", mayBeSecond: false)
        office.post.deliver(letter) { deliveries in said.withLock { $0.append(deliveries) } }
        #expect(said.withLock { $0.map { $0.map(\.remoteID) } } == [["78"], []] && receiver.requests.count == 2)
    }

    @Test func `the end is a reply in Telegram`() throws {
        let receiver = LoopbackReceiver(.init("200 OK", #"{"ok":true,"result":{"message_id":78}}"#))
        let office = try Office(.telegram, at: receiver, more: "42:planted-token\n-1001\n")
        let letter = Letter(to: office.destination, [Self.ending(1, of: office.destination)], note: "", mayBeSecond: false)
        office.post.deliver(letter) { #expect($0.map(\.remoteID) == ["78"]) }
        #expect(receiver.requests[0].body.contains(#""reply_parameters":{"message_id":77,"allow_sending_without_reply":true}"#))
    }

    private static let keyOfFirst = "804f42e6d11c6c6455edfdb4ee2a3e7add5196611676b5d88571289ab35dfab9"

    // MARK: Not delivered

    @Test func `Slack's 200 with no_text is never a delivery: the shortest text is tried once, and then it is given up`() throws {
        let receiver = LoopbackReceiver(LoopbackReceiver.Reply("200 OK", "no_text"))
        guard case .permanent(let words) = try Office(.slack, at: receiver).delivery().outcome else { Issue.record("not given up"); return }
        #expect(words.contains("no_text") && receiver.requests.count == 2)
        #expect(receiver.requests[0].body.utf8.count > receiver.requests[1].body.utf8.count)
    }

    @Test func `who wants to be left alone is, for as long as he says`() throws {
        let receiver = LoopbackReceiver(LoopbackReceiver.Reply("429 Too Many Requests", headers: ["Retry-After: 120"], "slow down"))
        let delivery = try Office(.slack, at: receiver).delivery()
        #expect(delivery.retryAfter == .minutes(2) && !delivery.mayHaveArrived && delivery.outcome.isTransient)
        #expect(receiver.requests.count == 1)
    }

    @Test(arguments: [("500 Internal Server Error", false), ("503 Service Unavailable", false), ("502 Bad Gateway", true)])
    func `an error of the receiver is tried again later`(status: String, mayHaveArrived: Bool) throws {
        let delivery = try Office(.slack, at: LoopbackReceiver(LoopbackReceiver.Reply(status, "oops"))).delivery()
        #expect(delivery.outcome.isTransient && delivery.mayHaveArrived == mayHaveArrived && delivery.retryAfter == nil)
    }

    @Test(arguments: ["401 Unauthorized", "403 Forbidden", "302 Found", "404 Not Found", "410 Gone"])
    func `what only a person can mend blocks the destination, and names the credential`(status: String) throws {
        let receiver = LoopbackReceiver(LoopbackReceiver.Reply(status, headers: ["Location: http://127.0.0.1:1/"], "no"))
        let outcome = try Office(.slack, at: receiver).delivery().outcome
        let words = outcome.words
        #expect(outcome == (status.hasPrefix("40") && !status.hasPrefix("404") ? .blocked(words) : .shut(words)))
        #expect(words.contains("the credential ops") && receiver.requests.count == 1, "\(words)")
    }

    @Test func `what is too large is sent smaller at once`() throws {
        let receiver = LoopbackReceiver { _, number in number < 2 ? .init("413 Content Too Large", "") : .init() }
        #expect(try Office(.slack, at: receiver).deliveries(of: 3).allSatisfy { $0.outcome == .delivered })
        let sizes = receiver.requests.map(\.body.utf8.count)
        #expect(sizes.count == 3 && sizes[0] > sizes[1] && sizes[1] > sizes[2], "\(sizes)")
    }

    @Test func `what is too large in every size is given up`() throws {
        let receiver = LoopbackReceiver(LoopbackReceiver.Reply("413 Content Too Large", ""))
        guard case .permanent = try Office(.slack, at: receiver).delivery().outcome else { Issue.record("not given up"); return }
        #expect(receiver.requests.count == Set(receiver.requests.map(\.body)).count && receiver.requests.count > 1)
    }

    @Test func `a notice that is refused holds up no other`() throws {
        let receiver = LoopbackReceiver { request, _ in
            request.body.contains("subject-2") ? .init("400 Bad Request", "no") : .init("200 OK", "")
        }
        let outcomes = try Office(.alertmanager, at: receiver).deliveries(of: 3).map(\.outcome)
        #expect(outcomes[0] == .delivered && outcomes[2] == .delivered && !outcomes[1].isTransient && outcomes[1] != .delivered)
        #expect(receiver.requests.count == 6)
    }

    @Test func `a receiver that refuses everything is not asked without end, and what was not refused alone is not given up`() throws {
        let receiver = LoopbackReceiver(.init("400 Bad Request", "no"))
        let outcomes = try Office(.slack, at: receiver).deliveries(of: 64).map(\.outcome)
        #expect(receiver.requests.count == 21 && (8..<20).contains(outcomes.count { !$0.isTransient }), "\(receiver.requests.count)")
        #expect(outcomes.last?.words == "the receiver refuses one message after the other; the rest is tried later")
    }

    @Test func `where each notice is a request, those that arrived are not sent again`() throws {
        let receiver = LoopbackReceiver { _, number in number == 1 ? .init("500 Internal Server Error", "") : .init("202 Accepted", "{}") }
        let deliveries = try Office(.pagerduty, at: receiver, more: "plantedkeyplantedkeyplantedkey12\n").deliveries(of: 3)
        #expect(deliveries[0].outcome == .delivered && deliveries[1].outcome.isTransient && deliveries[2].outcome.isTransient)
        #expect(!deliveries[2].mayHaveArrived && receiver.requests.count == 2)
    }

    // MARK: The courier

    @Test func `a courier that is killed in the middle may have sent it, and the next letter finds another one`() throws {
        let receiver = LoopbackReceiver()
        let office = try Office(.slack, at: receiver)
        let files = office.files
        let deadly = LoopbackReceiver { _, _ in
            if let courier = files.courier { kill(courier, SIGKILL) }
            return nil
        }
        try Data("http://127.0.0.1:\(deadly.port)/\(Self.secret)\n".utf8).write(to: URL(filePath: "\(files.credentials)/ops"))
        let delivery = try office.delivery()
        #expect(delivery.outcome == .transient("soc2d-courier ended before it answered") && delivery.mayHaveArrived)
        #expect(deadly.requests.count == 1 && files.courier == nil)
        // The next courier reads the credential anew.
        try Data("http://127.0.0.1:\(receiver.port)/\(Self.secret)\n".utf8).write(to: URL(filePath: "\(files.credentials)/ops"))
        #expect(try office.delivery().outcome == .delivered)
    }

    @Test func `a connection that ends in the middle may have carried it`() throws {
        let delivery = try Office(.slack, at: LoopbackReceiver { _, _ in nil }).delivery()
        #expect(delivery.outcome.isTransient && delivery.mayHaveArrived)
    }

    @Test func `without a courier, and where nobody listens, nothing has arrived`() throws {
        let absent = try Office(.slack, at: nil, program: "/nowhere/soc2d-courier").delivery()
        #expect(absent.outcome == .transient("soc2d-courier cannot be started; it is installed beside soc2d") && !absent.mayHaveArrived)
        let closed = try Office(.slack, at: nil).delivery()
        #expect(closed.outcome.isTransient && !closed.mayHaveArrived)
    }

    @Test func `what the courier knows nothing of is for a person to mend`() throws {
        let receiver = LoopbackReceiver()
        for office in [try Office(.slack, at: receiver, named: "other"), try Office(.slack, at: receiver, credential: "another")] {
            guard case .blocked = try office.delivery().outcome else { Issue.record("not blocked"); continue }
        }
        #expect(receiver.requests.isEmpty)
    }

    @Test(arguments: ["200 OK", "400 Bad Request", "403 Forbidden", "404 Not Found", "429 Too Many Requests", "500 Internal Server Error"])
    func `a receiver that says the secret back does not bring it into our words`(status: String) throws {
        let receiver = LoopbackReceiver { request, _ in
            .init(status, headers: ["Retry-After: \(Self.secret)"], "no: \(request.line) \(request.headers) \(request.body)")
        }
        let more = "bearer planted-bearer-token\n"
        #expect(try Office(.alertmanager, at: receiver, more: more).deliveries(of: 2).count == 2)
        #expect(receiver.requests.contains { $0.line.contains(Self.secret) && $0.headers.contains { $0.contains("planted-bearer-token") } })
    }

    @Test func `a sign of life goes to its own path`() throws {
        let receiver = LoopbackReceiver(LoopbackReceiver.Reply("200 OK", "OK"))
        let office = try Office(.heartbeat, at: receiver)
        for (operation, end) in [(SendRequest.Operation.ok, ""), (.fail, "/fail"), (.start, "/start")] {
            #expect(office.post.signal(operation, to: office.destination, body: "a note\n") == .delivered)
            #expect(receiver.requests.last?.line == "POST /\(Self.secret)\(end) HTTP/1.1" && receiver.requests.last?.body == "a note\n")
        }
    }
}

extension Delivery.Outcome {
    fileprivate var words: String {
        switch self {
        case .delivered: ""
        case .accepted(let words), .transient(let words), .blocked(let words), .shut(let words), .permanent(let words): words
        }
    }

    fileprivate var isTransient: Bool {
        switch self {
        case .transient: true
        case .delivered, .accepted, .blocked, .shut, .permanent: false
        }
    }
}
