import Controls
import Notices
import ProbeKit
import Testing

@Suite struct NoticeWriterTests {
    static let subject = TestedSubject(control: "NET-02", check: "firewall.default-deny", subject: "ipv6")
    private let writer = NoticeWriter(hostID: "0123abcd", hostName: "web-1")

    private func write(
        _ kind: Notice.Kind, _ deficiency: Deficiency = SampleDeficiency.open(of: subject), result: CheckResult? = nil, advice: String = "",
        waiver: Waiver? = nil
    ) -> Notice {
        writer.notice(
            of: Occasion(kind, of: deficiency.subject, at: Moment(seconds: 600)), deficiency, eventID: "e", result: result,
            criteria: [.cc6_6], advice: advice, waiver: waiver)
    }

    @Test func `the summary names the deficiency, what happened, check, subject, control and criteria`() {
        #expect(write(.opened).summary == "Deficiency D-41 opened: firewall.default-deny, subject ipv6 (control NET-02, CC6.6)")
        let again = SampleDeficiency.open(of: Self.subject, predecessor: 12)
        #expect(write(.opened, again).summary.hasPrefix("Deficiency D-41 opened again after D-12: firewall"))
        #expect(write(.changed).summary.hasPrefix("Deficiency D-41 changed: firewall"))
        #expect(write(.flapping).summary.hasPrefix("Deficiency D-41 flapping: firewall"))
        #expect(write(.settled).summary.hasPrefix("Deficiency D-41 settled and open: firewall"))
        #expect(write(.waiverEnded).summary.hasPrefix("Deficiency D-41 no longer waived: firewall"))
    }

    @Test func `a waived deficiency names its waiver and its end`() throws {
        let notice = write(.waived, waiver: try SampleWaiver.over("ipv6"))
        #expect(notice.waiver == "waived by W-12 until 2027-01-31")
        #expect(notice.summary.hasPrefix("Deficiency D-41 waived by W-12 until 2027-01-31: firewall"))
    }

    @Test func `the deciding result gives place, observation and requirement, and where there is none the finding does`() {
        let result = CheckResult(
            "firewall.default-deny", subject: "ipv6", .fail(.disabled), required: "drop", observed: "accept",
            sources: [Source("/etc/nftables.conf", line: 7), Source("/etc/other")])
        let notice = write(.opened, result: result, advice: "set the policy")
        #expect([notice.place, notice.observed, notice.required] == ["/etc/nftables.conf:7", "accept", "drop"])
        #expect([notice.reason, notice.advice] == ["disabled", "set the policy"])
        let other = write(.waiverEnded)
        #expect([other.place, other.observed, other.required, other.reason] == ["", "uid 0", "root alone", "unexpected"])
        #expect(other.firstFailure == Moment(seconds: 60))
    }

    @Test func `a closing has its time and no advice, and says what is no longer there`() {
        let notice = write(.closed, SampleDeficiency.closed(of: Self.subject, because: .subjectAbsent), advice: "set the policy")
        #expect(notice.summary.hasPrefix("Deficiency D-41 closed: firewall"))
        #expect(notice.closedAt == Moment(seconds: 120))
        #expect([notice.observed, notice.reason, notice.advice] == ["no longer there", "subject-absent", ""])
        #expect(write(.closed, SampleDeficiency.closed(of: Self.subject, because: nil)).observed == "")
    }

    @Test func `no text from the host forges a line or grows beyond its bound`() {
        let hostile = "x\u{1B}[2J\nDeficiency D-1 closed\u{202E}" + String(repeating: "e\u{301}", count: 30_000)
        let result = CheckResult(
            "firewall.default-deny", subject: hostile, .fail(.disabled), required: hostile, observed: hostile, sources: [Source(hostile)])
        let subject = TestedSubject(control: hostile, check: CheckID(rawValue: hostile), subject: hostile)
        let notice = write(.opened, SampleDeficiency.open(of: subject), result: result, advice: hostile)
        for text in [
            notice.summary, notice.subject, notice.required, notice.observed, notice.place, notice.advice, notice.control, notice.check,
        ] {
            #expect(text.utf8.count <= NoticeWriter.textLimit)
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{202E}" })
        }
        #expect(notice.observed.hasSuffix(" more bytes)"))
        #expect(notice.observed.contains("e\u{301}… ("))
    }

    @Test func `an event id begins with the time and is 32 digits long`() {
        let moment = Moment(nanoseconds: 1_790_000_000_123_456_789)
        #expect(Notice.eventID(at: moment, random: Array(0..<10)) == "01a0c4506c7b00010203040506070809")
        #expect(Notice.eventID(at: Moment(seconds: -5), random: Array(0..<10)).hasPrefix("000000000000"))
    }
}

enum SampleDeficiency {
    static func open(of subject: TestedSubject, predecessor: Int64? = nil, severity: Severity = .high) -> Deficiency {
        Deficiency(
            DeficiencyOpening(
                id: DeficiencyID(number: 41), subject: subject,
                finding: Finding(reason: .unexpected, severity: severity, required: "root alone", observed: "uid 0"),
                performance: performance(7, at: 60), lastPassBefore: nil, predecessor: predecessor.map(DeficiencyID.init)))
    }

    static func closed(of subject: TestedSubject, because reason: PassReason?) -> Deficiency {
        let pass = CheckResult(subject.test.check, subject: subject.subject, .pass(reason))
        return open(of: subject).after(pass, severity: .high, in: performance(8, at: 120))
    }

    private static func performance(_ number: Int64, at seconds: Int64) -> Performance {
        Performance(execution: ExecutionID(number: number), moment: Moment(seconds: seconds), inventory: Inventory(isComplete: true))
    }
}
