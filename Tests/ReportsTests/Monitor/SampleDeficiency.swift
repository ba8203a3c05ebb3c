import Controls
import Foundation
import Reports
import Testing

/// A deficiency that lives through what some changes say.
struct SampleDeficiency {
    static let start = Moment(seconds: 1_795_305_600)  // 2026-11-22T00:00:00Z
    static let now = start.adding(.hours(50))
    static let test = TestedCheck(control: "AC-02", check: "account-drift.root-uid")

    static func performance(_ execution: Int64, hours: Int64) -> Performance {
        Performance(execution: ExecutionID(number: execution), moment: start.adding(.hours(hours)), inventory: Inventory(isComplete: true))
    }

    static func opening(_ number: Int64 = 1, subject: String = "toor", severity: Severity = .high, observed: String = "uid 0")
        -> DeficiencyOpening
    {
        DeficiencyOpening(
            id: DeficiencyID(number: number), subject: TestedSubject(test: test, subject: subject),
            finding: Finding(reason: .unexpected, severity: severity, required: "root alone", observed: observed),
            performance: performance(7, hours: 2), lastPassBefore: start)
    }

    static func open(_ number: Int64 = 1, subject: String = "toor", severity: Severity = .high, observed: String = "uid 0") -> Deficiency {
        Deficiency(opening(number, subject: subject, severity: severity, observed: observed))
    }

    /// What changes make of the one that they open.
    static func after(_ changes: DeficiencyChange...) throws -> Deficiency {
        let subject = TestedSubject(test: test, subject: "toor")
        let register = try DeficiencyRegister(replaying: [.opened(opening())] + changes)
        return try #require(register.latest(of: subject))
    }

    static func said(_ text: String, hours: Int64) throws -> Controls.Statement {
        try Controls.Statement(author: "alice (as root)", moment: start.adding(.hours(hours)), text: text)
    }

    /// The whole life of one, from notice to pass.
    static func closed() throws -> Deficiency {
        let id = DeficiencyID(number: 1)
        let failing = PerformedTest(test: test, performance: performance(8, hours: 3), failedAgain: [id], lost: [], found: [])
        return try after(
            .notified(id, start.adding(.hours(2)).adding(.seconds(4))), .acknowledged(id, said("OPS-7", hours: 3)), .performed(failing),
            .remediationClaimed(id, said("", hours: 4)),
            .closed(id, Deficiency.Closing(performance: performance(9, hours: 26), reason: .subjectAbsent)))
    }

    static func silence(_ text: String = "alice") throws -> Silence {
        var scope = Silence.Scope()
        (scope.controls, scope.subjects) = ([test.control], ["toor"])
        return Silence(
            id: "patch-day", author: text, reason: text == "alice" ? "ticket OPS-9" : text, expiry: try #require(Expiry("2026-11-30")),
            scope: scope, place: Place(file: "/etc/soc2d/silences.d/patch-day.silence", line: 1))
    }

    static func waiver() throws -> Waiver {
        Waiver(
            id: "W-12", subject: TestedSubject(test: test, subject: "toor"), reason: "console of the vendor", requestedBy: "alice",
            approvedBy: "bob", approvedAt: start, expiry: try #require(Expiry("2027-01-31")), compensatingControl: "a locked door",
            place: Place(file: "/etc/soc2d/waivers.d/W-12.waiver", line: 1))
    }
}

/// What a rendering writes, as text.
func written(_ render: (([UInt8]) -> Void) -> Void) -> String {
    var bytes: [UInt8] = []
    render { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
}

func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}

func style(_ width: Int = 80, colour: Bool = false, listed: Int? = 10) -> TextReport.Style {
    TextReport.Style(width: width, hasColour: colour, listed: listed)
}

/// Everything that could steer a terminal, and everything that JSON has to escape.
let hostileText = (0...0x2FF).compactMap(Unicode.Scalar.init).map(String.init).joined() + "\u{202E}\u{200B}\u{2028}"

/// Whether a text can be shown as it is.
func isHarmless(_ text: String) -> Bool {
    !text.unicodeScalars.contains {
        $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value) || (0x2028...0x202E).contains($0.value)
    }
}
