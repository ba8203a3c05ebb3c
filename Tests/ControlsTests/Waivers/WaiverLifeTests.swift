import Controls
import Testing

/// From when to when a waiver covers what, and what is told when it ends.
struct WaiverLifeTests {
    private let sshd = TestedSubject(control: "AC-07", check: "password-policy.minimum-length", subject: "sshd")

    private func waiver(_ lines: KeyValuePairs<String, String> = [:]) throws -> Waiver {
        try #require(try WaiverFiles.waivers(["W-12": lines]).all.first)
    }

    @Test func `a day covers its last second, and not one more`() throws {
        let waiver = try waiver()
        #expect(waiver.covers(sshd, at: try Moment("2027-01-31T23:59:59Z")))
        #expect(waiver.covers(sshd, at: Moment(nanoseconds: waiver.expiry.end.nanoseconds - 1)))
        #expect(!waiver.covers(sshd, at: try Moment("2027-02-01T00:00:00Z")))
        #expect(waiver.covers(sshd, at: try Moment("2026-11-01T00:00:00Z")))
        #expect(!waiver.covers(sshd, at: try Moment("2026-10-31T23:59:59Z")))
    }

    @Test func `a time covers up to that time, told in UTC`() throws {
        let waiver = try waiver(["Expires": "2027-01-31T18:00:00+02:00"])
        #expect(waiver.label == "waived by W-12 until 2027-01-31T16:00:00Z")
        #expect(waiver.covers(sshd, at: try Moment("2027-01-31T15:59:59Z")))
        #expect(!waiver.covers(sshd, at: try Moment("2027-01-31T16:00:00Z")))
    }

    @Test func `it covers its subject of its check of its control and nothing else`() throws {
        let waiver = try waiver()
        let now = WaiverFiles.now
        #expect(waiver.covers(control: "AC-07", check: "password-policy.minimum-length", subject: "sshd", at: now))
        #expect(!waiver.covers(control: "AC-08", check: "password-policy.minimum-length", subject: "sshd", at: now))
        #expect(!waiver.covers(control: "AC-07", check: "password-policy.lockout", subject: "sshd", at: now))
        #expect(!waiver.covers(control: "AC-07", check: "password-policy.minimum-length", subject: "sshd2", at: now))
    }

    @Test(arguments: [
        ("2026-10-31T23:59:59Z", Waiver.State.notYetInForce), ("2026-11-01T00:00:00Z", .inForce), ("2027-01-17T23:59:59Z", .inForce),
        ("2027-01-18T00:00:00Z", .expiring), ("2027-01-31T23:59:59Z", .expiring), ("2027-02-01T00:00:00Z", .expired),
        ("2262-04-11T23:47:16Z", .expired),
    ])
    func `it is expiring for its last 14 days`(moment: String, state: Waiver.State) throws {
        #expect(try waiver().state(at: try Moment(moment)) == state)
    }

    // MARK: What lies over deficiencies

    /// The waivers in force after each of these steps, and what changed, in words.
    private func words(_ steps: [(KeyValuePairs<String, KeyValuePairs<String, String>>, String)]) throws -> [String] {
        var inForce = WaiversInForce()
        var all: [WaiverChange] = []
        for (files, moment) in steps {
            let changes = inForce.changes(to: try WaiverFiles.waivers(files), at: try Moment(moment))
            for change in changes { inForce.apply(change) }
            all += changes
        }
        #expect(WaiversInForce(replaying: all) == inForce)
        return all.map(\.words)
    }

    @Test func `it comes into force once, expires once, and is never revived by its file`() throws {
        let steps =
            ["2026-12-01", "2026-12-02", "2027-01-31", "2027-02-01", "2027-02-02"].map { (["W-1": [:]], "\($0)T00:00:00Z") }
            as [(KeyValuePairs<String, KeyValuePairs<String, String>>, String)]
        #expect(try words(steps) == ["W-1 began 2026-12-01T00:00:00Z", "W-1 expired 2027-02-01T00:00:00Z"])
    }

    @Test func `a file that goes away while it is in force revokes it, and after its end it had expired`() throws {
        #expect(
            try words([(["W-1": [:]], "2026-12-01T00:00:00Z"), ([:], "2026-12-05T00:00:00Z")]).last == "W-1 revoked 2026-12-05T00:00:00Z")
        #expect(
            try words([(["W-1": [:]], "2026-12-01T00:00:00Z"), ([:], "2027-02-01T00:00:00Z")]).last == "W-1 expired 2027-02-01T00:00:00Z")
    }

    @Test func `another waiver of the subject, or an altered one, replaces it`() throws {
        let other = try words([(["W-1": [:]], "2026-12-01T00:00:00Z"), (["W-2": [:]], "2026-12-05T00:00:00Z")])
        #expect(other.dropFirst() == ["W-1 replaced by W-2 2026-12-05T00:00:00Z", "W-2 began 2026-12-05T00:00:00Z"])
        let altered = try words([
            (["W-1": [:]], "2026-12-01T00:00:00Z"), (["W-1": ["Expires": "2027-06-30"]], "2026-12-05T00:00:00Z"),
        ])
        #expect(altered.dropFirst() == ["W-1 replaced by W-1 2026-12-05T00:00:00Z", "W-1 began 2026-12-05T00:00:00Z"])
        let elsewhere = try words([
            (["W-1": [:]], "2026-12-01T00:00:00Z"), (["W-1": ["Subject": "login"]], "2026-12-05T00:00:00Z"),
        ])
        #expect(elsewhere.dropFirst() == ["W-1 revoked 2026-12-05T00:00:00Z", "W-1 began 2026-12-05T00:00:00Z"])
    }

    @Test func `a clock that goes backwards ends no waiver and brings no expired one back`() throws {
        #expect(try words([(["W-1": [:]], "2026-12-01T00:00:00Z"), (["W-1": [:]], "1970-01-01T00:00:00Z")]).count == 1)
        let back = try words([
            (["W-1": [:]], "2026-12-01T00:00:00Z"), (["W-1": [:]], "2027-02-01T00:00:00Z"), (["W-1": [:]], "2026-12-02T00:00:00Z"),
            ([:], "2026-12-02T00:00:00Z"), (["W-1": [:]], "2026-12-03T00:00:00Z"),
        ])
        #expect(back == ["W-1 began 2026-12-01T00:00:00Z", "W-1 expired 2027-02-01T00:00:00Z"])
    }

    @Test func `the deficiency under a waiver stays open, and is told again when the waiver ends`() throws {
        var story = Story()
        let test = sshd.test
        try story.look(at: 1, ["sshd": .fail(.belowMinimum), "login": .fail(.belowMinimum)], test: test)
        var inForce = WaiversInForce()
        let began = inForce.changes(to: try WaiverFiles.waivers(["W-1": [:]]), at: WaiverFiles.now)
        for change in began { inForce.apply(change) }
        #expect(story.register.open.map(\.state) == [.open, .open])
        #expect(story.register.toldAgain(after: began, leaving: inForce).isEmpty)

        var replaced = inForce
        let handedOver = replaced.changes(to: try WaiverFiles.waivers(["W-2": [:]]), at: WaiverFiles.now)
        for change in handedOver { replaced.apply(change) }
        #expect(story.register.toldAgain(after: handedOver, leaving: replaced).isEmpty)

        let ended = inForce.changes(to: try WaiverFiles.waivers(["W-1": [:]]), at: try Moment("2027-02-01T00:00:00Z"))
        for change in ended { inForce.apply(change) }
        #expect(story.register.toldAgain(after: ended, leaving: inForce).map(\.subject.subject) == ["sshd"])
    }

    @Test func `ten thousand waivers are read, found and compared`() throws {
        let count = 10_000
        let waivers = try WaiverFiles.read((0..<count).map { WaiverFiles.file("W-\($0)", WaiverFiles.text(["Subject": "s\($0)"])) }).waivers
        #expect(waivers.all.count == count)
        for number in stride(from: 0, to: count, by: 97) {
            let subject = TestedSubject(test: sshd.test, subject: "s\(number)")
            #expect(waivers.covering(subject, at: WaiverFiles.now)?.id == "W-\(number)")
        }
        var inForce = WaiversInForce()
        for change in inForce.changes(to: waivers, at: WaiverFiles.now) { inForce.apply(change) }
        #expect(inForce.all.count == count)
        #expect(inForce.changes(to: waivers, at: WaiverFiles.now).isEmpty)
        #expect(inForce.changes(to: Waivers(), at: WaiverFiles.now).count == count)
    }
}

extension WaiverChange {
    fileprivate var words: String {
        switch self {
        case .began(let waiver, let moment): "\(waiver.id) began \(moment.rfc3339)"
        case .ended(let waiver, .expired, let moment): "\(waiver.id) expired \(moment.rfc3339)"
        case .ended(let waiver, .revoked, let moment): "\(waiver.id) revoked \(moment.rfc3339)"
        case .ended(let waiver, .replaced(let id), let moment): "\(waiver.id) replaced by \(id) \(moment.rfc3339)"
        }
    }
}
