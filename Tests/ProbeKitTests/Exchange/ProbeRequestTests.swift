import Controls
import HostFixtures
import ProbeKit
import Testing

/// What a child is asked, and what it is told of earlier looks.
struct ProbeRequestTests {
    private func sent(_ request: ProbeRequest) throws -> ProbeRequest {
        var lines = try request.lines()[...]
        var taken = try ProbeRequest(canonicalJSON: lines.removeFirst())
        try taken.takeEvidence { lines.popFirst() }
        #expect(lines.isEmpty)
        return taken
    }

    private func request(previous: String?, baseline: String?) -> ProbeRequest {
        var request = ProbeRequest()
        request.checks = ["p.a", "p.b"]
        request.following = ["p.b": ["x", "%0Ay"], "p.a": []]
        request.previous = previous.map { Array($0.utf8) }
        request.baseline = baseline.map {
            ApprovedState(approvedBy: "ann", approvedAt: Moment(nanoseconds: 1_790_000_000_123_456_789), evidence: Array($0.utf8))
        }
        return request
    }

    @Test(arguments: [nil, #"{"a":1}"#], [nil, #"{"b":2}"#])
    func `a request arrives as it was sent`(previous: String?, baseline: String?) throws {
        let request = request(previous: previous, baseline: baseline)
        #expect(try sent(request) == request)
    }

    @Test func `whose signatures count arrives with it`() throws {
        var request = request(previous: nil, baseline: nil)
        request.carry(SignatureFile.keyring("bob", "eve@example.com", requiresSignatures: true))
        let taken = try sent(request)
        #expect(taken == request)
        let keyring = taken.keyring(CountingCryptography())
        #expect(keyring.signers == SignatureFile.keyring("bob", "eve@example.com").signers && keyring.requiresSignatures)
        #expect(keyring.signers.all.map(\.name) == ["bob"], "one key belongs to one person")
        #expect(throws: SignatureProblem.mismatch) {
            try keyring.verified(Array(SignatureFile.over("abc").utf8), over: Array("abd".utf8))
        }
        #expect(try keyring.verified(Array(SignatureFile.over("abc").utf8), over: Array("abc".utf8)).signer == "bob")
    }

    @Test func `evidence that is no line arrives as an empty one, and what follows it stays where it belongs`() throws {
        let taken = try sent(request(previous: "{\"a\":\n1}", baseline: #"{"b":2}"#))
        #expect(taken.previous == [])
        #expect(taken.baseline?.evidence == Array(#"{"b":2}"#.utf8))
    }

    @Test func `a request that ends before its evidence is none`() throws {
        let lines = try request(previous: "{}", baseline: "{}").lines()
        for count in 1..<lines.count {
            var rest = lines[1..<count]
            var taken = try ProbeRequest(canonicalJSON: lines[0])
            #expect(throws: RecordProblem.self) { try taken.takeEvidence { rest.popFirst() } }
        }
    }
}
