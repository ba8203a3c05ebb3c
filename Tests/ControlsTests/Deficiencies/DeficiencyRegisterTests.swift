import Controls
import Testing

/// The register as a fold: the changes alone make it, whatever happened.
struct DeficiencyRegisterTests {
    private static let tests = [Story.test, TestedCheck(control: "NET-02", check: "open-ports.unexpected-listener")]

    @Test(arguments: [1, 2, 3, 5, 8, 13, 21, 34] as [UInt64])
    func `replaying the changes of any history gives the same register`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var story = Story()
        var clock: Int64 = 1_000
        for step in 0..<400 {
            clock += Int64.random(in: -50...200, using: &random)
            if let id = story.register.open.randomElement(using: &random)?.id, Int.random(in: 0..<4, using: &random) == 0 {
                try act(on: id, at: clock, &story, &random)
            }
            let before = story.register
            let count = story.changes.count
            try story.look(at: clock, results(&random), test: Self.tests.randomElement(using: &random) ?? Story.test)
            expectNoPassWasInvented(from: before, by: story.changes[count...], "seed \(seed), step \(step)")
        }
        #expect(try DeficiencyRegister(replaying: story.changes) == story.register, "seed \(seed)")
        let half = story.changes.count / 2
        var resumed = try DeficiencyRegister(replaying: story.changes.prefix(half))
        for change in story.changes.dropFirst(half) { try resumed.apply(change) }
        #expect(resumed == story.register, "seed \(seed)")
        #expect(story.register.open.allSatisfy { story.register[$0.id] == $0 && $0.state != .closed }, "seed \(seed)")
    }

    private func results(_ random: inout SeededGenerator) -> [CheckResult] {
        (0..<Int.random(in: 0...12, using: &random)).map { _ in
            let subject = ["source:a", "source:b"].randomElement(using: &random) ?? ""
            let verdicts: [Verdict] = [
                .pass, .pass, .fail(.unexpected), .fail(.changed), .inconclusive(.noBaseline), .inconclusive(.unreadable),
                .notApplicable(.declaredOutOfScope),
            ]
            return CheckResult(
                Story.test.check,
                subject: Int.random(in: 0..<10, using: &random) == 0 ? subject : "s\(Int.random(in: 0..<8, using: &random))",
                verdicts.randomElement(using: &random) ?? .pass, observed: "\(Int.random(in: 0..<2, using: &random))")
        }
    }

    private func act(on id: DeficiencyID, at clock: Int64, _ story: inout Story, _ random: inout SeededGenerator) throws {
        let statement = try Statement(author: "alice", moment: Moment(seconds: clock), text: "\(clock)")
        switch Int.random(in: 0..<3, using: &random) {
        case 0: if let change = try? story.register.acknowledging(id, by: statement) { try story.take(change) }
        case 1: try story.take(try story.register.claimingRemediation(of: id, by: statement))
        default: if let change = try story.register.notifying(of: id, at: statement.moment) { try story.take(change) }
        }
    }

    /// Every closing names a deficiency that was open, and every opening a subject that had none.
    private func expectNoPassWasInvented(
        from register: DeficiencyRegister, by changes: some Sequence<DeficiencyChange>, _ what: String
    ) {
        for change in changes {
            switch change {
            case .closed(let id, let closing):
                #expect(register[id] != nil, "\(what)")
                #expect(closing.reason == nil || closing.performance.inventory.isComplete, "\(what)")
            case .opened(let opening): #expect(register.open(of: opening.subject) == nil, "\(what)")
            case .amended, .performed, .notified, .acknowledged, .remediationClaimed: break
            }
        }
    }

    @Test func `changes that are missing, doubled or out of order are an error, not another register`() throws {
        var story = Story()
        try story.look(at: 1, ["toor": .fail(.unexpected)])
        try story.look(at: 2, ["toor": .pass])
        try story.look(at: 3, ["toor": .fail(.unexpected)])
        #expect(throws: DeficiencyProblem.notOpen(DeficiencyID(number: 1))) {
            try DeficiencyRegister(replaying: story.changes.dropFirst())
        }
        #expect(throws: DeficiencyProblem.outOfOrder(DeficiencyID(number: 1))) {
            try DeficiencyRegister(replaying: story.changes + story.changes)
        }
        let closing = story.changes.filter { if case .closed = $0 { true } else { false } }
        #expect(throws: DeficiencyProblem.notOpen(DeficiencyID(number: 1))) { try DeficiencyRegister(replaying: story.changes + closing) }
        #expect(throws: DeficiencyProblem.outOfOrder(DeficiencyID(number: 2))) {
            try DeficiencyRegister(replaying: story.changes.filter { if case .closed = $0 { false } else { true } })
        }
    }

    @Test func `working out changes changes nothing until they are applied`() throws {
        var story = Story()
        try story.look(at: 1, ["toor": .fail(.unexpected)])
        let executed = ExecutedCheck(
            Story.test, severity: .low, execution: ExecutionID(number: 9), at: Moment(seconds: 9),
            results: [CheckResult(Story.test.check, subject: "eve", .fail(.unexpected))], population: Population().counting(.fail))
        #expect(story.register.changes(after: executed) == story.register.changes(after: executed))
        #expect(story.register.next.number == 2)
    }

    @Test func `a hundred thousand listeners open, fail again, and close`() throws {
        let count = 100_000
        let failing = (0..<count).map {
            CheckResult(
                Story.test.check, subject: "tcp/\($0) address=wildcard unit=web.service", .fail(.unexpected), observed: "held by web")
        }
        var story = Story()
        try story.look(at: 1, failing)
        #expect(story.register.open.count == count)
        try story.look(at: 2, failing)
        #expect(story.changes.count == count + 2)
        try story.look(at: 3, ["root": .pass])
        #expect(story.register.open.isEmpty && story.changes.count == 2 * count + 3)
    }
}

/// Random numbers that a seed repeats: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
