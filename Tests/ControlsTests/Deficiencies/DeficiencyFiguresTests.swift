import Controls
import Testing

/// The figures of a Type II report: from when to when a deficiency was there for certain, and at most.
struct DeficiencyFiguresTests {
    private func life(of subject: String = "toor", _ looks: [(Int64, KeyValuePairs<String, Verdict>, Int)]) throws -> Deficiency {
        var story = Story()
        for (seconds, verdicts, passing) in looks { try story.look(at: seconds, verdicts, passing: passing) }
        return try #require(story.deficiency(subject))
    }

    @Test func `exposure lies between the failing executions and the passes around them`() throws {
        let deficiency = try life([
            (100, [:], 3), (200, ["toor": .fail(.unexpected)], 3), (300, ["toor": .fail(.unexpected)], 3), (450, ["toor": .pass], 3),
        ])
        #expect(deficiency.lastPassBefore == Moment(seconds: 100))
        #expect(deficiency.detectionBound == .seconds(100))
        #expect(deficiency.exposureMinimum == .seconds(100) && deficiency.exposureMaximum == .seconds(350))
        #expect(deficiency.timeToRemediate == .seconds(250))
    }

    @Test func `what failed at the first look of all has no bound before it`() throws {
        let deficiency = try life([(200, ["toor": .fail(.unexpected)], 0), (300, ["toor": .pass], 0)])
        #expect(deficiency.lastPassBefore == nil && deficiency.detectionBound == nil && deficiency.exposureMaximum == nil)
        #expect(deficiency.exposureMinimum == .seconds(0))
    }

    @Test func `looks at which the subject was not known do not count as its last pass`() throws {
        let deficiency = try life([
            (100, [:], 1), (200, ["toor": .inconclusive(.insufficientHistory)], 1), (300, ["toor": .notApplicable(.featureAbsent)], 1),
            (400, ["toor": .fail(.unexpected)], 1),
        ])
        #expect(deficiency.lastPassBefore == Moment(seconds: 100))
    }

    @Test func `a look that did not read everything is nobody's last pass`() throws {
        let deficiency = try life([
            (100, [:], 1), (200, ["source:sss": .inconclusive(.populationIncomplete)], 1), (300, ["toor": .fail(.unexpected)], 1),
        ])
        #expect(deficiency.lastPassBefore == Moment(seconds: 100))
    }

    @Test func `a source that was out of scope says nothing about what stands in it`() throws {
        let outside: KeyValuePairs<String, Verdict> = ["source:sss": .notApplicable(.declaredOutOfScope)]
        #expect(try life([(100, outside, 1), (200, ["toor": .fail(.unexpected)], 1)]).lastPassBefore == nil)
        let both: KeyValuePairs<String, Verdict> = ["source:sss": .notApplicable(.declaredOutOfScope), "toor": .fail(.unexpected)]
        #expect(try life([(100, outside, 1), (200, both, 1)]).lastPassBefore == Moment(seconds: 100))
    }

    @Test func `a recurrence counts from the pass that closed the one before, also where that look had gaps`() throws {
        let deficiency = try life([
            (100, ["toor": .fail(.unexpected)], 0), (200, ["toor": .pass, "source:sss": .inconclusive(.timeout)], 0),
            (300, ["toor": .fail(.unexpected)], 0),
        ])
        #expect(deficiency.recurrences == 1 && deficiency.lastPassBefore == Moment(seconds: 200))
    }

    @Test func `a clock that went backwards leaves figures unknown, and changes no order`() throws {
        var story = Story()
        try story.look(at: 1_000, [:], passing: 1)
        try story.look(at: 500, ["toor": .fail(.unexpected)])
        try story.look(at: 400, ["toor": .fail(.unexpected)])
        try story.look(at: 300, ["toor": .pass])
        let deficiency = try #require(story.deficiency("toor"))
        #expect(deficiency.state == .closed && deficiency.lastFailure.moment == Moment(seconds: 400))
        #expect(deficiency.detectionBound == nil && deficiency.exposureMinimum == nil && deficiency.exposureMaximum == nil)
        #expect(deficiency.timeToRemediate == nil && deficiency.timeliness(agreed: .hours(1), at: Moment(seconds: 600)) == .unknown)
    }

    @Test func `the agreed time is kept to the second, while it is open and once it is closed`() throws {
        let open = try life([(100, ["toor": .fail(.unexpected)], 0)])
        #expect(open.timeliness(agreed: .seconds(60), at: Moment(seconds: 160)) == .inside)
        #expect(open.timeliness(agreed: .seconds(60), at: Moment(seconds: 161)) == .outside)
        #expect(open.timeliness(agreed: .seconds(60), at: Moment(seconds: 99)) == .unknown)
        let closed = try life([(100, ["toor": .fail(.unexpected)], 0), (160, ["toor": .pass], 0)])
        #expect(closed.timeliness(agreed: .seconds(60), at: Moment(seconds: 9_999)) == .inside)
        #expect(closed.timeliness(agreed: .seconds(59), at: Moment(seconds: 9_999)) == .outside)
    }

    @Test func `moments at both ends of time leave figures unknown and stop nothing`() throws {
        var story = Story()
        let results = [CheckResult(Story.test.check, subject: "toor", .fail(.unexpected))]
        for nanoseconds in [Int64.max, .min] {
            let executed = ExecutedCheck(
                Story.test, severity: .low, execution: ExecutionID(number: .max), at: Moment(nanoseconds: nanoseconds), results: results,
                population: Population().counting(.fail))
            for change in story.register.changes(after: executed) { try story.take(change) }
        }
        #expect(story.deficiency("toor")?.exposureMinimum == nil)
        #expect(Moment(nanoseconds: .max).since(Moment(nanoseconds: .min)) == nil)
        #expect(Moment(nanoseconds: .max).adding(.days(1)) == Moment(nanoseconds: .max))
    }
}
