import Controls
import Notices
import Testing

/// People who are told of the accounts of one host. Every look is a minute after the one before.
struct People {
    static let test = TestedCheck(control: "AC-02", check: "account-drift.unapproved-account")

    var telling = Telling()
    let rule: TellingRule
    private(set) var heard: [String] = []
    private var looks: Int64 = 0

    init(rule: TellingRule = TellingRule()) { self.rule = rule }

    var awaited: Set<String> { telling.awaited(Self.test) }
    private var now: Moment { Moment(seconds: looks * 60) }

    mutating func look(
        _ verdicts: [String: Verdict], isComplete: Bool = true, severity: Severity = .high, required: String = "approved",
        observed: String = "there"
    ) {
        look(verdicts.sorted { $0.key < $1.key }, isComplete: isComplete, severity: severity, required: required, observed: observed)
    }

    mutating func look(
        _ verdicts: [(key: String, value: Verdict)], isComplete: Bool = true, severity: Severity = .high, required: String = "approved",
        observed: String = "there"
    ) {
        let results = verdicts.map {
            CheckResult(Self.test.check, subject: $0.key, $0.value, required: required, observed: observed)
        }
        hear(telling.take(Self.test, severity: severity, results: results, isComplete: isComplete, at: now, by: rule))
        looks += 1
    }

    mutating func begin(_ waiver: String, over subject: String) throws { try change([beginning(waiver, over: subject)]) }

    mutating func end(_ waiver: String, over subject: String, _ ending: WaiverChange.Ending) throws {
        try change([self.ending(waiver, over: subject, ending)])
    }

    mutating func change(_ changes: [WaiverChange]) { hear(telling.take(changes)) }

    func beginning(_ waiver: String, over subject: String) throws -> WaiverChange {
        .began(try SampleWaiver.over(subject, id: waiver), now)
    }

    func ending(_ waiver: String, over subject: String, _ ending: WaiverChange.Ending) throws -> WaiverChange {
        .ended(try SampleWaiver.over(subject, id: waiver), ending, now)
    }

    private mutating func hear(_ occasions: [Occasion]) {
        heard += occasions.map { "\($0.moment.seconds / 60) \($0.kind.rawValue) \($0.subject.subject)" }
    }
}

enum SampleWaiver {
    static func over(_ subject: String, id: String = "W-12", until end: String = "2027-01-31") throws -> Waiver {
        Waiver(
            id: id, subject: TestedSubject(test: People.test, subject: subject), reason: "leaves in June", requestedBy: "ann",
            approvedBy: "bob", approvedAt: Moment(seconds: 0), expiry: try #require(Expiry(end)), compensatingControl: "none",
            place: Place(file: "\(id).waiver", line: 1))
    }
}
