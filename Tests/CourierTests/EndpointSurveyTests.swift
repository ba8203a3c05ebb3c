import Controls
import Courier
import Glibc
import ProbeKit
import Synchronization
import Testing

/// What a survey learns from servers that play a part.
@Suite struct EndpointSurveyTests {
    private func request(_ server: ScriptedServer, name: String? = nil, deadline: Int = 20_000) -> HandshakeRequest {
        var request = HandshakeRequest()
        request.address = .v4(0x7F00_0001)
        request.port = server.port
        request.serverName = name
        request.deadline = deadline
        return request
    }

    private func survey(_ server: ScriptedServer, name: String? = nil, deadline: Int = 20_000) -> Handshake {
        var survey = EndpointSurvey(request(server, name: name, deadline: deadline))
        survey.run()
        return survey.handshake
    }

    private func outcomes(_ handshake: Handshake) -> [TLSVersion: VersionFacts.Outcome] {
        Dictionary(uniqueKeysWithValues: handshake.versions.map { ($0.version, $0.outcome) })
    }

    @Test(arguments: TLSVersion.allCases) func `a server of one version has that version alone`(_ version: TLSVersion) throws {
        let suite = version == .tls13 ? 0x1301 : 0x0005
        let handshake = survey(ToyServer(suites: [Int(version.wire): [suite]]).start())
        #expect(handshake.reach == .tls)
        for facts in handshake.versions {
            #expect(facts.outcome == (facts.version == version ? .accepted : .refused), "\(facts)")
            #expect(facts.isComplete)
            #expect(facts.suites == (facts.version == version ? [SuiteFacts(number: UInt16(suite))] : []))
        }
    }

    @Test func `suites are found in the order in which the server prefers them`() throws {
        let suites = [0x0003, 0x0004, 0xC013, 0x0039, 0x0017]
        let server = ToyServer(suites: [0x0301: suites, 0x0303: [0x009F]], bits: 1024).start()
        var survey = EndpointSurvey(request(server))
        withExtendedLifetime(server) { survey.run() }
        let tls10 = try #require(survey.handshake.versions.first { $0.version == .tls10 })
        #expect(tls10.suites.map { Int($0.number) } == suites)
        #expect(tls10.suites.map(\.keyExchangeBits) == [1024, nil, nil, 1024, 1024])
        #expect(survey.shownLists == [[[0x30, 1, 1], [0x30, 1, 2]]])
        #expect(!survey.handshake.requestsClientCertificate)
    }

    @Test func `a request for another hello is an acceptance`() {
        let handshake = survey(ToyServer(suites: [0x0304: [0x1302, 0x1303]], isRetrying: true).start())
        #expect(handshake.versions.last?.suites.map(\.number) == [0x1302, 0x1303])
    }

    @Test func `a wish for a client certificate is seen`() {
        #expect(survey(ToyServer(suites: [0x0303: [0x009C]], asksForCertificate: true).start()).requestsClientCertificate)
    }

    @Test func `a server that wants a name refuses everything without one`() {
        let server = ScriptedServer { peer in
            guard let hello = OfferedHello(record: peer.hearRecord()) else { return }
            peer.say(hello.serverName == "a.example" ? ToyServer(suites: [0x0303: [0x009C]]).answer(to: hello) : ServerWords.alert(112))
        }
        let nameless = survey(server)
        #expect(nameless.reach == .refusing)
        #expect(nameless.detail == "alert 112 (unrecognized_name)")
        #expect(survey(server, name: "a.example").reach == .tls)
    }

    @Test func `a warning before the ServerHello is no refusal`() {
        let server = ScriptedServer { peer in
            guard let hello = OfferedHello(record: peer.hearRecord()) else { return }
            peer.say(ServerWords.alert(112, level: 1) + ToyServer(suites: [0x0303: [0x009C]]).answer(to: hello))
        }
        #expect(survey(server).reach == .tls)
    }

    @Test func `a server that stops answering proves nothing by its refusals`() {
        let toy = ToyServer(suites: [0x0303: [0x009C]])
        let first = Once()
        let server = ScriptedServer { peer in
            guard let hello = OfferedHello(record: peer.hearRecord()) else { return }
            peer.say(first.take() ? toy.answer(to: hello) : ServerWords.alert(40))
        }
        let handshake = survey(server)
        #expect(handshake.reach == .unsteady)
        #expect(outcomes(handshake)[.tls10] == .unknown && outcomes(handshake)[.tls12] == .accepted)
        #expect(handshake.versions.allSatisfy { !$0.isComplete })
    }

    @Test func `an answer in another version proves that one, whatever its own hello meets`() throws {
        let server = ScriptedServer { peer in
            guard let hello = OfferedHello(record: peer.hearRecord()) else { return }
            switch hello.offered {
            case 0x0304: peer.say(ServerWords.record(22, ServerWords.hello(0x0304, suite: 0x1301)))
            case 0x0303: peer.say(ServerWords.record(22, ServerWords.hello(0x0301, suite: 0x002F)))
            default: peer.say(ServerWords.alert(70))
            }
        }
        let handshake = survey(server)
        let tls10 = try #require(handshake.versions.first { $0.version == .tls10 })
        #expect(tls10.outcome == .accepted && tls10.suites.map(\.number) == [0x002F] && !tls10.isComplete)
        #expect(outcomes(handshake)[.tls12] == .refused)
    }

    @Test func `a connection that is closed without a word is tried again`() {
        let toy = ToyServer(suites: [0x0303: [0x009C, 0x002F], 0x0301: [0x002F]])
        let count = Mutex(0)
        let server = ScriptedServer { peer in
            let number = count.withLock { number in
                number += 1
                return number
            }
            guard number % 3 != 0, let hello = OfferedHello(record: peer.hearRecord()) else { return }
            peer.say(toy.answer(to: hello))
        }
        let handshake = survey(server)
        #expect(handshake.reach == .tls)
        #expect(outcomes(handshake)[.tls10] == .accepted && outcomes(handshake)[.tls11] == .refused)
        #expect(handshake.versions.first { $0.version == .tls12 }?.suites.map(\.number) == [0x009C, 0x002F])
    }

    @Test func `what one server of many shows is kept`() {
        let turn = Once()
        let server = ScriptedServer { peer in
            guard let hello = OfferedHello(record: peer.hearRecord()), hello.offered == 0x0303, hello.suites.contains(0x009C) else {
                peer.say(ServerWords.alert(40))
                return
            }
            let leaf: [UInt8] = turn.take() ? [0x30, 1, 1] : [0x30, 1, 9]
            peer.say(
                ServerWords.record(22, ServerWords.hello(0x0303, suite: 0x009C) + ServerWords.certificates([leaf]) + ServerWords.helloDone))
        }
        var survey = EndpointSurvey(request(server))
        withExtendedLifetime(server) { survey.run() }
        #expect(survey.shownLists == [[[0x30, 1, 1]], [[0x30, 1, 9]]])
    }

    @Test func `a server that chooses what was not offered ends the list unfinished`() throws {
        let server = ScriptedServer { peer in
            guard OfferedHello(record: peer.hearRecord())?.offered == 0x0303 else { return }
            peer.say(ServerWords.record(22, ServerWords.hello(0x0303, suite: 0x0005)))
        }
        let facts = try #require(survey(server).versions.first { $0.version == .tls12 })
        #expect(facts.outcome == .accepted && !facts.isComplete)
        #expect(facts.suites.map(\.number) == [0x0005])
        #expect(facts.detail == "chose suite 0x5, which was not offered")
    }

    @Test func `a server that chokes on many suites is asked with few`() throws {
        let toy = ToyServer(suites: [0x0303: [0xC02F, 0x009C, 0x000A], 0x0301: [0x000A]])
        let server = ScriptedServer { peer in
            guard let hello = OfferedHello(record: peer.hearRecord()) else { return }
            peer.say(hello.suites.count > 70 ? ServerWords.alert(40) : toy.answer(to: hello))
        }
        let handshake = survey(server)
        #expect(Set(handshake.versions[3].suites.map(\.number)) == [0xC02F, 0x009C, 0x000A])
        #expect(handshake.versions.map(\.outcome) == [.refused, .accepted, .refused, .accepted, .refused])
    }

    @Test func `a server that takes short hellos only is not called a refuser`() {
        let toy = ToyServer(suites: [0x0303: [0xC02F]])
        let server = ScriptedServer { peer in
            guard let hello = OfferedHello(record: peer.hearRecord()) else { return }
            peer.say(hello.suites.count > 20 || hello.extensions[43]?.count == 3 ? ServerWords.alert(40) : short(toy, hello))
        }
        let handshake = survey(server)
        #expect(handshake.reach == .tls)
        #expect(outcomes(handshake)[.tls12] == .accepted && outcomes(handshake)[.tls10] == .unknown)
    }

    /// A server before TLS 1.3 does not look at `supported_versions`.
    @Sendable private func short(_ toy: ToyServer, _ hello: OfferedHello) -> [UInt8] {
        ServerWords.record(22, ServerWords.hello(0x0303, suite: 0xC02F))
    }

    @Test func `alerts of every number are refusals`() {
        for number in UInt8.min ... .max {
            let server = ScriptedServer { peer in
                _ = peer.hearRecord()
                peer.say(ServerWords.alert(number))
            }
            let handshake = survey(server)
            #expect(handshake.reach == .refusing)
            #expect(handshake.detail.hasPrefix("alert \(number)"))
            #expect(handshake.versions.allSatisfy { $0.outcome == .refused })
        }
    }

    @Test func `silence is no refusal and is not asked a hundred times`() {
        let server = ScriptedServer { peer in _ = peer.hear(through: "never") }
        let handshake = survey(server, deadline: 600)
        #expect(handshake.reach == .silent)
        #expect(handshake.versions.allSatisfy { $0.outcome == .unknown && !$0.isComplete })
        #expect(handshake.connections < 5)
    }

    @Test func `plain HTTP is told by its first line`() {
        let server = ScriptedServer { peer in
            _ = peer.hearRecord()
            peer.say("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n")
        }
        let handshake = survey(server)
        #expect(handshake.reach == .plaintext)
        #expect(handshake.detail == "HTTP/1.1 400 Bad Request")
        #expect(handshake.connections == 1)
    }

    @Test func `who speaks first in the clear is no TLS`() {
        let handshake = survey(ScriptedServer { peer in peer.say("220 mail.example ESMTP\r\n") })
        #expect(handshake.reach == .plaintext)
        #expect(handshake.detail == "220 mail.example ESMTP")
    }

    @Test func `who closes every connection says nothing`() {
        let handshake = survey(ScriptedServer { _ in })
        #expect(handshake.reach == .closing)
        #expect(handshake.versions.allSatisfy { $0.outcome == .refused })
    }

    @Test(
        arguments: [
            [0, 1, 2, 3, 4, 5], [22, 3, 3, 0xFF, 0xFF, 2], [22, 3, 3, 0, 0], [22, 3, 3, 0, 4, 2, 0, 0, 0], [23, 3, 3, 0, 1, 1],
            [22, 3, 3, 0, 4, 2, 0xFF, 0xFF, 0xFF], [21, 3, 3, 0, 2, 7, 40], [22, 3, 3, 0, 40, 2, 0],
        ] as [[UInt8]])
    func `broken records are malformed`(_ bytes: [UInt8]) {
        let handshake = survey(
            ScriptedServer { peer in
                _ = peer.hearRecord()
                peer.say(bytes)
            })
        #expect(handshake.reach == .malformed)
        #expect(handshake.versions.allSatisfy { $0.outcome == .unknown })
    }

    @Test func `one byte now and then keeps nobody past the deadline`() {
        let server = ScriptedServer { peer in
            for byte in ServerWords.record(22, ServerWords.hello(0x0303, suite: 0x0005)) {
                guard peer.say([byte]) else { return }
                usleep(100_000)
            }
        }
        let start = ContinuousClock.now
        let handshake = survey(server, deadline: 500)
        #expect(handshake.reach == .silent)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func `endless bytes are not taken in`() {
        let server = ScriptedServer { peer in while peer.say(ServerWords.record(22, Array(repeating: 0, count: 16_000))) {} }
        #expect(survey(server, deadline: 5000).reach == .malformed)
    }

    @Test func `nobody there is told after one attempt`() {
        var request = HandshakeRequest()
        request.address = .v4(0x7F00_0001)
        request.port = 1
        var survey = EndpointSurvey(request)
        survey.run()
        #expect(survey.handshake.reach == .unreachable)
        #expect(survey.handshake.connections == 1)
    }

    @Test(arguments: ["169.254.169.254", "fe80::1", "::ffff:169.254.1.1"])
    func `link-local addresses are not connected to`(_ text: String) throws {
        var request = HandshakeRequest()
        request.address = try #require(IPAddress(text))
        var survey = EndpointSurvey(request)
        survey.run()
        #expect(survey.handshake.reach == .forbidden)
    }
}

/// True for the first who asks.
private final class Once: Sendable {
    private let isTaken = Mutex(false)

    func take() -> Bool {
        isTaken.withLock { taken in
            defer { taken = true }
            return !taken
        }
    }
}
