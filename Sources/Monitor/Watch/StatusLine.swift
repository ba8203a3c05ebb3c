import Controls
import Ledger
import Notices

/// The one line that `systemctl status` shows.
struct StatusLine {
    let controls: Int
    let deficient: Int
    let inconclusive: Int
    let outbox: Int
    /// How long ago something was kept last.
    let age: TimeSpan
    let held: Int
    let trouble: String?
    /// How many critical notices nobody has taken for long, and which destinations wait for an operator.
    let overdue: Int
    let blocked: [String]

    var text: String {
        let figures =
            "\(controls) controls, \(deficient) deficient, \(inconclusive) inconclusive; outbox \(outbox); last kept \(age.seconds) s ago"
        let ills = [
            trouble.map { "not recording: \($0); \(held) executions held" },
            overdue > 0 ? "critical notices that nobody has taken for \(Watch.escalationWait): \(overdue)" : nil,
            blocked.isEmpty ? nil : "blocked: \(blocked.joined(separator: " "))",
        ]
        return (ills.compactMap(\.self) + ["\(figures), unanchored"]).joined(separator: "; ")
    }
}

extension Watch {
    func statusLine(at now: ClockReading) -> String {
        let controls = duty.configuration.controls
        let deficient = Set(footing.register.failing.map(\.control))
        let inconclusive = controls.filter { control in
            control.tests.flatMap(\.checks).contains { check in
                standing.looks[TestedCheck(control: control.id, check: check)]?.population.rollUp == .inconclusive
            }
        }
        return StatusLine(
            controls: controls.count, deficient: deficient.count, inconclusive: inconclusive.count, outbox: outbox.waiting,
            age: lastKept.map { now.boot - $0.boot } ?? TimeSpan(nanoseconds: 0), held: daybook.executions,
            trouble: trouble?.failure.description, overdue: overdue(at: now), blocked: outbox.blocked
        ).text
    }
}
