import Controls
import Testing

/// Subjects with an open deficiency that a look no longer finds.
struct AbsenceTests {
    private func afterFailure(_ first: KeyValuePairs<String, Verdict> = ["toor": .fail(.unexpected)]) throws -> Story {
        var story = Story()
        try story.look(at: 1, first)
        return story
    }

    @Test func `an account that a complete inventory no longer finds passes as absent, and is counted`() throws {
        var story = try afterFailure()
        let executed = try story.look(at: 2, ["root": .pass], passing: 4)
        #expect(executed.results.last?.verdict == .pass(.subjectAbsent) && executed.results.last?.subject == "toor")
        #expect(executed.population.subjects == 6 && executed.population.pass == 6)
        #expect(story.told == ["D-1 opened toor", "D-1 closed subject-absent"])
        #expect(try story.look(at: 3, ["root": .pass], passing: 4).population.subjects == 5)
    }

    @Test(arguments: [
        ("source:sss", Verdict.inconclusive(.populationIncomplete)), ("source:/etc/sudoers.d/x", .inconclusive(.unreadable)),
        ("alice", .inconclusive(.unreadable)), ("source:account-drift", .inconclusive(.timeout)), ("accounts", .notApplicable(.policyOff)),
    ])
    func `where something was not read, what is not found is not known`(subject: String, verdict: Verdict) throws {
        var story = try afterFailure()
        let executed = try story.look(at: 2, [CheckResult(Story.test.check, subject: subject, verdict)], passing: 4)
        #expect(executed.results.last?.verdict == .inconclusive(.populationIncomplete))
        #expect(executed.population.subjects == 6)
        #expect(story.told == ["D-1 opened toor"])
    }

    @Test(arguments: [Verdict.inconclusive(.noBaseline), .inconclusive(.insufficientHistory), .notApplicable(.declaredOutOfScope)])
    func `a neighbour that was seen and not judged is no gap`(verdict: Verdict) throws {
        var story = try afterFailure()
        try story.look(at: 2, ["alice": verdict])
        #expect(story.told.last == "D-1 closed subject-absent")
    }

    @Test func `a check that said nothing at all has no inventory`() throws {
        var story = try afterFailure()
        try story.look(at: 2, [:])
        #expect(story.told == ["D-1 opened toor"])
    }

    @Test func `an inventory without any subject is no longer empty by count when one of them failed before`() throws {
        var story = try afterFailure()
        let executed = try story.look(at: 2, ["host": .notApplicable(.emptyPopulation)])
        #expect(executed.results.map(\.verdict) == [.pass(.subjectAbsent)])
        #expect(executed.population.subjects == 1 && executed.population.pass == 1)
    }

    @Test func `a subject that settings declare is never absent, and a source never is`() throws {
        var story = try afterFailure(["web": .fail(.stale), "source:nat": .fail(.unexpected)])
        let executed = try story.look(at: 2, ["root": .pass], declared: ["web"])
        #expect(
            executed.results.dropFirst().map(\.verdict) == [.inconclusive(.populationIncomplete), .inconclusive(.populationIncomplete)])
        #expect(story.register.open.count == 2)
    }

    @Test func `excluding the source that a failing subject came from does not make it pass`() throws {
        var story = try afterFailure()
        for seconds in 2...5 as ClosedRange<Int64> {
            try story.look(at: seconds, ["root": .pass, "source:sss": .notApplicable(.declaredOutOfScope)])
        }
        #expect(story.told == ["D-1 opened toor"])
        try story.look(at: 6, ["root": .pass])
        #expect(story.told.last == "D-1 closed subject-absent")
    }

    @Test func `a source that was out of scope already when it failed hides nothing of it`() throws {
        var story = try afterFailure(["toor": .fail(.unexpected), "source:polkit": .notApplicable(.declaredOutOfScope)])
        try story.look(at: 2, ["root": .pass, "source:polkit": .notApplicable(.declaredOutOfScope)])
        #expect(story.told.last == "D-1 closed subject-absent")
    }

    @Test func `a look names the passes that one asks for, however many others pass`() throws {
        var results = Results(passesNamed: 1, following: ["p.c": ["s4", "gone"], "p.d": ["s3"]])
        for number in 1...5 { results.add(CheckResult("p.c", subject: "s\(number)", .pass)) }
        #expect(results.named.map(\.subject) == ["s1", "s4"])
        #expect(results.populations["p.c"]?.pass == 5)
    }
}
