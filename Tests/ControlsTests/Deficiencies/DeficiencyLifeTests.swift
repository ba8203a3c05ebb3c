import Controls
import Testing

/// From the first failing execution to the passing one.
struct DeficiencyLifeTests {
    @Test func `a second account with user id 0 opens a deficiency, and the first look without failure of it closes it`() throws {
        var story = Story()
        try story.look(at: 100, ["root": .pass])
        try story.look(at: 200, ["root": .pass, "toor": .fail(.unexpected)])
        try story.look(at: 300, ["root": .pass, "toor": .fail(.unexpected)])
        try story.look(at: 400, ["root": .pass, "toor": .pass])
        #expect(story.told == ["D-1 opened toor", "D-1 closed"])
        let deficiency = try #require(story.deficiency("toor"))
        #expect(deficiency.state == .closed && deficiency.failures == 2)
        #expect(deficiency.firstFailure.execution.number == 2 && deficiency.closing?.performance.execution.number == 4)
        #expect(story.register.open.isEmpty)
    }

    @Test func `one failed execution that healed itself is a deficiency all the same`() throws {
        var story = Story()
        try story.look(at: 1, ["toor": .fail(.unexpected)])
        try story.look(at: 2, ["toor": .pass])
        #expect(story.told == ["D-1 opened toor", "D-1 closed"])
    }

    @Test(arguments: [
        Verdict.inconclusive(.unreadable), .inconclusive(.timeout), .inconclusive(.noBaseline), .notApplicable(.declaredOutOfScope),
        .notApplicable(.policyOff), .notApplicable(.featureAbsent),
    ])
    func `what is not known neither opens nor closes`(verdict: Verdict) throws {
        var story = Story()
        try story.look(at: 1, ["toor": verdict])
        #expect(story.told.isEmpty)
        try story.look(at: 2, ["toor": .fail(.unexpected)])
        let before = try #require(story.deficiency("toor"))
        try story.look(at: 3, ["toor": verdict])
        #expect(story.deficiency("toor") == before)
        #expect(story.told == ["D-1 opened toor"])
    }

    @Test func `a pass of another control, check or subject closes nothing`() throws {
        var story = Story()
        try story.look(at: 1, ["toor": .fail(.unexpected)])
        try story.look(at: 2, ["root": .pass, "toor": .fail(.unexpected)])
        try story.look(at: 3, ["toor": .pass], test: TestedCheck(control: "AC-03", check: Story.test.check))
        try story.look(at: 4, ["toor": .pass], test: TestedCheck(control: "AC-02", check: "account-drift.unapproved-account"))
        #expect(story.register.open.map(\.id.description) == ["D-1"])
    }

    @Test func `what fails after closing is a new deficiency that names the one before it`() throws {
        var story = Story()
        for round in 0..<3 as Range<Int64> {
            try story.look(at: round * 10, ["toor": .fail(.unexpected)])
            try story.look(at: round * 10 + 5, ["toor": .pass])
        }
        let third = try #require(story.deficiency("toor"))
        #expect(third.id.description == "D-3" && third.predecessor?.description == "D-2" && third.recurrences == 2)
    }

    @Test func `another reason, severity or observation is kept, each reason once`() throws {
        var story = Story()
        story.severity = .medium
        let result = { (reason: FailReason, observed: String) in
            [CheckResult("password-policy.minimum-length", subject: "sshd", .fail(reason), required: "at least 14", observed: observed)]
        }
        try story.look(at: 1, result(.belowMinimum, "8"))
        try story.look(at: 2, result(.belowMinimum, "8"))
        try story.look(at: 3, result(.belowMinimum, "6"))
        try story.look(at: 4, result(.missing, ""))
        story.severity = .high
        try story.look(at: 5, result(.belowMinimum, "6"))
        #expect(
            story.told == ["D-1 opened sshd", "D-1 below-minimum medium 6", "D-1 missing medium ", "D-1 below-minimum high 6"])
        let deficiency = try #require(story.deficiency("sshd"))
        #expect(deficiency.reasons == [.belowMinimum, .missing] && deficiency.failures == 5)
        #expect(deficiency.lastFailure.moment == Moment(seconds: 5))
    }

    @Test func `a subject that is named twice passes only if it fails nowhere and is known everywhere`() throws {
        var story = Story()
        try story.look(at: 1, [("alice", .pass), ("alice", .fail(.unexpected))].results)
        #expect(story.told == ["D-1 opened alice"])
        try story.look(at: 2, [("alice", .pass), ("alice", .inconclusive(.unreadable))].results)
        try story.look(at: 3, [("alice", .notApplicable(.featureAbsent)), ("alice", .pass)].results)
        #expect(story.told == ["D-1 opened alice", "D-1 closed"])
        #expect(story.deficiency("alice")?.closing?.performance.moment == Moment(seconds: 3))
    }

    // MARK: People

    @Test func `people acknowledge and claim; the state follows them, the result does not`() throws {
        var story = Story()
        try story.look(at: 100, ["toor": .fail(.unexpected)])
        let id = DeficiencyID(number: 1)
        #expect(story.deficiency("toor")?.state == .open)
        let seen = try Statement(author: " alice ", moment: Moment(seconds: 160), text: "looking into it, OPS-7")
        try story.take(try story.register.acknowledging(id, by: seen))
        #expect(story.deficiency("toor")?.state == .acknowledged && story.deficiency("toor")?.acknowledgement?.author == "alice")
        let claim = try Statement(author: "bob", moment: Moment(seconds: 200), text: "removed")
        try story.take(try story.register.claimingRemediation(of: id, by: claim))
        #expect(story.deficiency("toor")?.state == .remediating)
        try story.look(at: 300, ["toor": .fail(.unexpected)])
        #expect(story.deficiency("toor")?.state == .remediating && story.deficiency("toor")?.closing == nil)
        try story.look(at: 400, ["toor": .pass])
        let closed = try #require(story.deficiency("toor"))
        #expect(closed.state == .closed && closed.acknowledgement == seen && closed.remediationClaim == claim)
        #expect(closed.timeToAcknowledge == .seconds(60) && closed.timeToRemediate == .seconds(300))
    }

    @Test func `a claim says that it was noticed`() throws {
        var story = Story()
        try story.look(at: 100, ["toor": .fail(.unexpected)])
        let claim = try Statement(author: "bob", moment: Moment(seconds: 130), text: "")
        try story.take(try story.register.claimingRemediation(of: DeficiencyID(number: 1), by: claim))
        #expect(story.deficiency("toor")?.acknowledgement?.author == "bob")
        #expect(story.deficiency("toor")?.timeToAcknowledge == .seconds(30))
    }

    @Test func `nobody acknowledges what is closed, what is not there, twice, or without a name`() throws {
        var story = Story()
        try story.look(at: 1, ["toor": .fail(.unexpected), "eve": .fail(.unexpected)])
        try story.look(at: 2, ["toor": .pass, "eve": .fail(.unexpected)])
        let statement = try Statement(author: "alice", moment: Moment(seconds: 3), text: "")
        let (closed, open) = (DeficiencyID(number: 1), DeficiencyID(number: 2))
        #expect(throws: DeficiencyProblem.notOpen(closed)) { try story.register.acknowledging(closed, by: statement) }
        #expect(throws: DeficiencyProblem.notOpen(closed)) { try story.register.claimingRemediation(of: closed, by: statement) }
        #expect(throws: DeficiencyProblem.notOpen(DeficiencyID(number: -9))) {
            try story.register.notifying(of: DeficiencyID(number: -9), at: Moment(seconds: 1))
        }
        try story.take(try story.register.acknowledging(open, by: statement))
        #expect(throws: DeficiencyProblem.alreadyAcknowledged(open, statement)) { try story.register.acknowledging(open, by: statement) }
        #expect(throws: DeficiencyProblem.nameless) { try Statement(author: " \t", moment: Moment(seconds: 3), text: "") }
        #expect(throws: DeficiencyProblem.tooLong) {
            try Statement(author: "a", moment: Moment(seconds: 3), text: String(repeating: "x", count: 4001))
        }
        #expect(DeficiencyProblem.notOpen(closed).description == "D-1 is not open; `soc2d deficiencies` lists what is")
    }

    @Test func `a recurrence starts unacknowledged, and only the first notice counts`() throws {
        var story = Story()
        try story.look(at: 1, ["toor": .fail(.unexpected)])
        let first = try #require(try story.register.notifying(of: DeficiencyID(number: 1), at: Moment(seconds: 31)))
        try story.take(first)
        #expect(try story.register.notifying(of: DeficiencyID(number: 1), at: Moment(seconds: 61)) == nil)
        #expect(story.deficiency("toor")?.timeToNotify == .seconds(30))
        try story.look(at: 2, ["toor": .pass])
        try story.look(at: 3, ["toor": .fail(.unexpected)])
        #expect(story.deficiency("toor")?.state == .open && story.deficiency("toor")?.notifiedAt == nil)
    }
}

extension [(String, Verdict)] {
    fileprivate var results: [CheckResult] { map { CheckResult(Story.test.check, subject: $0.0, $0.1) } }
}
