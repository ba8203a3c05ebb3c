import Controls
import ProbeKit
import Testing

/// What becomes of the evidence before and of a baseline that can be read, or cannot.
struct PastLooksTests {
    /// Counts how often it has looked, and knows one approved number.
    private struct Counter: Probe {
        struct Evidence: RecordedObject {
            var looks = 1
            var number = 7
            mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
                try form.field("looks", &looks)
                try form.field("number", &number)
            }
        }

        static let manifest = Manifest(
            probe: "counter", purpose: "Counts.", reads: [], looksBack: true,
            checks: [
                CheckManifest("counter.twice", advice: "wait"), CheckManifest("counter.number", advice: "approve", approvingKey: "Number"),
            ])

        let approved: Set<String>

        init(settings: inout Settings) { approved = Set(settings.words("Number", default: [])) }

        func observe(_ host: Host, after previous: Evidence?) throws(ProbeFailure) -> Evidence {
            var evidence = Evidence()
            evidence.looks = (previous?.looks ?? 0) + 1
            return evidence
        }

        func judge(_ evidence: Evidence, against baseline: Baseline<Evidence>?, into results: inout Results) {
            results.add(CheckResult("counter.twice", subject: "host", evidence.looks > 1 ? .pass : .inconclusive(.insufficientHistory)))
            for number in [evidence.number, 8] {
                let isApproved = approved.contains("\(number)") || baseline?.state.number == number
                let knowsNothing = approved.isEmpty && baseline == nil
                let verdict: Verdict = isApproved ? .pass : knowsNothing ? .inconclusive(.noBaseline) : .fail(.unexpected)
                results.add(CheckResult("counter.number", subject: "\(number)", verdict))
            }
        }

        func approvable(_ evidence: Evidence) -> [ApprovableItem] {
            [ApprovableItem("counter.number", subject: "\(evidence.number)", value: "there")]
        }
    }

    private struct NoFiles: FileTree {
        func contents(of path: HostPath, within limits: ReadLimits) throws(ReadFailure) -> File? { nil }
        func piece(of path: HostPath, from offset: Int64, count: Int) throws(ReadFailure) -> [UInt8]? { nil }
        func status(of path: HostPath) throws(ReadFailure) -> FileStatus? { nil }
        func linkTarget(of path: HostPath) throws(ReadFailure) -> HostPath? { nil }
        func linkOwner(of path: HostPath) throws(ReadFailure) -> UInt32? { nil }
        func names(in directory: HostPath) throws(ReadFailure) -> [HostPath]? { nil }
        func accessList(of path: HostPath) throws(ReadFailure) -> [UInt8]? { nil }
    }

    private static let entry = ProbeEntry(Counter.self, defaultControl: [], page: [])

    private func look(previous: String? = nil, baseline: String? = nil, settings: String...) throws -> Results {
        let approved = baseline.map {
            ApprovedState(approvedBy: "ann", approvedAt: Moment(seconds: 1_790_000_000), evidence: Array($0.utf8))
        }
        var past = PastLooks(previous: previous.map { Array($0.utf8) }, baseline: approved)
        var results = Results()
        let host = Host(files: NoFiles(), now: Moment(seconds: 1_790_000_000), sha256: { _ in [] })
        let assignments = settings.map { Assignment(key: "Number", value: $0, place: Place(file: "x", line: 1)) }
        let evidence = try Self.entry.execute(Settings(assignments), host, &past, true, &results)
        #expect(evidence != nil && past == PastLooks())
        return results
    }

    @Test func `the look before and the baseline reach the probe`() throws {
        let results = try look(previous: #"{"looks":1,"number":7}"#, baseline: #"{"looks":1,"number":7}"#)
        #expect(results.of("counter.twice", subject: "host") == .pass)
        #expect(results.of("counter.number", subject: "7") == .pass)
        #expect(results.of("counter.number", subject: "8") == .fail(.unexpected))
    }

    @Test(arguments: ["", "{}", #"{"looks":1}"#, #"{"looks":1,"number":7,"other":1}"#, "[", "\0\u{FF}"])
    func `a look before that cannot be read counts as none, and whoever misses it is told`(damaged: String) throws {
        let results = try look(previous: damaged)
        let result = try #require(results.of("counter.twice").first)
        #expect(result.verdict == .inconclusive(.insufficientHistory))
        #expect(result.notes.contains { $0.text.contains("counts as the first") })
        #expect(try look().of("counter.twice").first?.notes.isEmpty == true)
        #expect(results.of("counter.number").allSatisfy { $0.notes.isEmpty })
    }

    @Test(arguments: ["", "{}", #"{"looks":1}"#, "[", "\0\u{FF}"])
    func `a baseline that cannot be read fails nobody, and asks to be approved anew`(damaged: String) throws {
        let results = try look(baseline: damaged, settings: "7")
        let said = try #require(results.of("counter.number").first)
        #expect(said.subject == "source:baseline" && said.verdict == .inconclusive(.noBaseline))
        #expect(said.observed.contains("what ann approved at 2026-") && said.observed.contains("`soc2d baseline approve counter`"))
        #expect(results.of("counter.number", subject: "7") == .pass)
        #expect(results.of("counter.number", subject: "8") == .inconclusive(.noBaseline))
        #expect(results.of("counter.twice").count == 1)
        #expect(try look(settings: "7").of("counter.number", subject: "8") == .fail(.unexpected))
    }

    @Test func `what an approval covers is told for evidence that can be read, and only by probes with a drift check`() throws {
        let approvable = try #require(Self.entry.approvable)
        #expect(
            try approvable(Settings([]), Array(#"{"looks":1,"number":7}"#.utf8)) == [
                ApprovableItem("counter.number", subject: "7", value: "there")
            ])
        #expect(throws: RecordProblem.self) { try approvable(Settings([]), Array("{}".utf8)) }
    }
}
