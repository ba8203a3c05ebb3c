import Controls
import Notices

/// What stays deficient is told again, and what flaps.
extension Watch {
    /// What was just kept may have ended it.
    func tellAgain(at now: ClockReading) {
        guard ending == nil, !isOver, trouble == nil, daybook.isEmpty else { return }
        let due = standing.telling.due(at: now.wall).filter { !isTakenCareOf($0) }
        guard !due.isEmpty else { return }
        post(.reminders(due), at: now)
        keep(at: now)
    }

    /// Whether somebody has acknowledged it. What is critical is told again all the same.
    private func isTakenCareOf(_ subject: TestedSubject) -> Bool {
        guard let deficiency = standing.register.open(of: subject) else { return false }
        return deficiency.acknowledgement != nil && deficiency.finding.severity < .critical
    }

    /// When the next is due, as the wall clock goes now. What somebody has acknowledged is passed over when its time has come.
    var nextRepetition: BootTime? {
        guard trouble == nil, let next = standing.telling.nextDue(after: last.wall), let span = next.since(last.wall) else { return nil }
        return last.boot + max(span, .seconds(1))
    }
}
