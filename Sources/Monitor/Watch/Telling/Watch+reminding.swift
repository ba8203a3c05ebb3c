import Controls
import Ledger
import Notices

/// Receivers that keep no state are told it again and again: Alertmanager takes for over what it is not reminded of.
extension Watch {
    static let reminderInterval = TimeSpan.minutes(1)
    /// What is over is said again for so long.
    private static let afterglow = TimeSpan.minutes(5)

    /// What is over, as it was told.
    struct Ended {
        let sending: Sending
        let until: BootTime
    }

    private var forgetful: [Destination] { duty.configuration.destinations.filter { $0.kind == .alertmanager } }

    var nextReminder: BootTime? {
        guard !forgetful.isEmpty, trouble == nil, !(standing.informed.isEmpty && ended.isEmpty) else { return nil }
        return reminded.map { $0 + Self.reminderInterval } ?? last.boot
    }

    func remind(at now: ClockReading) {
        guard ending == nil, !isOver, let next = nextReminder, next <= now.boot else { return }
        reminded = now.boot
        ended.removeAll { $0.until <= now.boot }
        for destination in forgetful where !outbox.blocked.contains(destination.name) {
            // What is still to be told for the first time is told with all that was seen.
            let owed = Set(standing.owed.values.filter { $0.introduces(destination.name) }.compactMap(\.lane))
            let open = standing.register.open.compactMap { reminder(of: $0, for: destination, at: now) }.filter {
                !owed.contains($0.notice.lane)
            }
            let over = ended.map(\.sending).filter { $0.destination == destination.name }
            let told = Set(open.map(\.notice.lane))
            let sendings = open + over.filter { !told.contains($0.notice.lane) }
            if !sendings.isEmpty { effects.append(.mail(Letter(to: destination, sendings, note: seal.note, mayBeSecond: false))) }
        }
    }

    /// Remembers what was just handed over and is over.
    func keepReminding(of sendings: [Sending], at now: ClockReading) {
        let over = sendings.filter { sending in
            sending.notice.isClosed && sending.notice.kind != .test && forgetful.contains { $0.name == sending.destination }
        }
        ended += over.map { Ended(sending: $0.reminder, until: now.boot + Self.afterglow) }
    }

    /// Nil where the destination was not told of it, and while somebody has decided to live with it, or that nobody is told.
    private func reminder(of deficiency: Deficiency, for destination: Destination, at now: ClockReading) -> Sending? {
        guard !standing.waivers.all.contains(where: { $0.subject == deficiency.subject }) else { return nil }
        guard standing.silences.covering(deficiency.subject) == nil else { return nil }
        let lane = Notice.lane(of: deficiency.subject)
        guard standing.informed[lane]?.contains(destination.name) ?? false, let last = standing.lastNotices[lane] else { return nil }
        var notice = duty.writer.notice(
            of: Occasion(.opened, of: deficiency.subject, at: now.wall), deficiency, eventID: last.eventID, result: nil,
            criteria: duty.criteria(of: deficiency.subject.test), advice: duty.advice(on: deficiency), waiver: nil)
        notice.place = last.place
        return Sending(reminding: destination.name, of: notice, checkpoint: seal.text)
    }
}

extension Sending {
    /// Of no notice in the ledger: nobody waits for what comes of it.
    fileprivate init(reminding destination: String, of notice: Notice, checkpoint: String) {
        self.init(number: 0, destination: destination, notice: notice, attempt: 1, leaf: 0, checkpoint: checkpoint)
    }

    fileprivate var reminder: Sending { Sending(reminding: destination, of: notice, checkpoint: checkpoint) }
}
