import Controls
import Ledger
import Notices
import ProbeKit

/// How notices that are kept reach people.
extension Watch {
    /// Hands over what is due. That it is under way is kept first.
    func tell(at now: ClockReading) {
        guard ending == nil, !isOver, trouble == nil, daybook.isEmpty else { return }
        let time = Outbox.Time(now)
        do throws(LedgerFailure) {
            let outlived = outbox.outlived(at: time)
            var next = outbox
            next.take(outlived, at: time)
            let rows = next.due(at: time)
            guard !rows.isEmpty || !outlived.isEmpty else { return }
            var cycle = Cycle(at: LeafMoment(now))
            cycle.outbox = outlived + rows
            for row in outlived {
                if let record = Answered(ended: row, at: now).record { cycle.deliveries.append(try record.bytes()) }
            }
            try commit(cycle)
            // In its place: nobody else has a queue of ten thousand any more.
            outbox = consume next
            outbox.take(rows, at: time)
            try hand(over: rows, at: now)
        } catch { suffer(error, at: now) }
    }

    private func hand(over rows: [OutboxRow], at now: ClockReading) throws(LedgerFailure) {
        var letters: [String: [Sending]] = [:]
        for row in rows {
            guard let (leaf, notice) = try kept(row.notice) else { throw .unfit("notice \(row.notice) is not in the ledger") }
            var sending = Sending(
                number: row.notice, destination: row.destination, notice: notice, attempt: row.attempts, leaf: leaf, checkpoint: seal.text)
            sending.opening = opening(of: notice, to: row.destination)
            if row.destination == Destination.journal {
                effects.append(.tell(sending))
            } else {
                letters[row.destination, default: []].append(sending)
            }
        }
        for destination in duty.configuration.destinations {
            guard let sendings = letters[destination.name] else { continue }
            let mayBeSecond = rows.contains { $0.destination == destination.name && $0.isPossiblySent }
            keepReminding(of: sendings, at: now)
            effects.append(.mail(Letter(to: destination, sendings, note: seal.note, mayBeSecond: mayBeSecond)))
        }
    }

    /// How a destination heard of what a notice says the end of.
    private func opening(of notice: Notice, to destination: String) -> Opening? {
        guard notice.isClosed, let message = standing.openings[notice.lane]?[destination] else { return nil }
        return message.isEmpty ? .unsaid : .message(message)
    }

    /// A notice as the ledger has it, and the leaf that lists it.
    func kept(_ number: Int64) throws(LedgerFailure) -> (leaf: Int64, notice: Notice)? {
        guard let (leaf, record) = try ledger.reader.notice(number: number) else { return nil }
        do throws(RecordProblem) { return (leaf, try Notice(canonicalJSON: record)) } catch { throw .record(error) }
    }

    /// What came of several notices is kept together.
    func take(_ deliveries: [Delivery], at now: ClockReading) {
        do throws(LedgerFailure) {
            let outbox = footing.outbox
            var answers: [Posting] = []
            var lost: [(notice: Notice, row: OutboxRow)] = []
            for delivery in deliveries {
                guard let row = outbox.row(after: delivery, at: Outbox.Time(now), random: try random.number()) else { continue }
                let notice = try kept(row.notice)?.notice
                answers.append(.answered(Answered(delivery, row, notice, standing.owed[row.notice], at: now)))
                if row.state == .dead || row.isShut, let notice { lost.append((notice, row)) }
            }
            let configured = Set(duty.configuration.destinations.map(\.name))
            let complaints = complaints(about: lost.filter { configured.contains($0.row.destination) })
            post(complaints + abandoned(lost.map(\.row).filter { !configured.contains($0.destination) }) + answers, at: now)
        } catch { suffer(error, at: now) }
    }

    /// One for each destination, however much did not reach it; none where that was a complaint itself.
    private func complaints(about lost: [(notice: Notice, row: OutboxRow)]) -> [Posting] {
        let byDestination = Dictionary(grouping: lost.filter(isWorthEscalating), by: \.row.destination)
        return byDestination.sorted { $0.key < $1.key }.compactMap { OwnNotice.undelivered($0.value).map(Posting.notice) }
    }

    /// Of a test that is given up the check soc2d.delivery-selftest tells; that it found nobody there is told at once.
    private func isWorthEscalating(_ notice: Notice, _ row: OutboxRow) -> Bool {
        notice.kind != .undelivered && (notice.kind != .test || row.isShut)
    }

    /// What was on its way when the last run of the monitor ended is tried again.
    func restoredOutbox(at now: ClockReading) throws(LedgerFailure) -> Outbox {
        var waiting: [(row: OutboxRow, notice: Notice)] = []
        for row in try standing.outboxRows(in: ledger.reader) {
            if let (_, notice) = try kept(row.notice) { waiting.append((row, notice)) }
        }
        return Outbox(restoring: waiting, to: duty.configuration.destinations, at: Outbox.Time(now))
    }

    /// What a reload changes: whatever stood in the way may be mended.
    func resume(at now: ClockReading) {
        outbox.resume()
        readdress(at: now)
    }

    /// What another configuration changes for what waits.
    func readdress(at now: ClockReading) {
        outbox.follow(duty.configuration.destinations)
        destinationSettings = Dictionary(
            duty.configuration.remoteDestinations.map { ($0.name, duty.settingsDigest(of: $0)) }
        ) { first, _ in first }
        let changed = outbox.changedByConfiguration
        for row in changed { post(.answered(Answered(readdressed: row, at: now)), at: now) }
        for complaint in abandoned(changed.filter { $0.state == .dead }) { post(complaint, at: now) }
    }

    /// One for each destination that is not configured any more, and for which more than tests waited.
    private func abandoned(_ rows: [OutboxRow]) -> [Posting] {
        let byDestination = Dictionary(grouping: rows.filter { standing.owed[$0.notice]?.isTest == false }, by: \.destination)
        return byDestination.sorted { $0.key < $1.key }.map { .notice(.abandoned($0.key, notices: $0.value.count)) }
    }

    // MARK: Escalation

    /// What is critical and was not taken for so long is told elsewhere.
    static let escalationWait = TimeSpan.minutes(15)

    /// Says of every critical notice once, in this run of the monitor, that it is overdue.
    func escalate(at now: ClockReading) {
        guard ending == nil, trouble == nil, daybook.isEmpty else { return }
        do throws(LedgerFailure) {
            var lost: [(notice: Notice, row: OutboxRow)] = []
            for row in outbox.overdue(Self.escalationWait, at: Outbox.Time(now)) {
                guard escalated.insert(Escalated(notice: row.notice, destination: row.destination)).inserted else { continue }
                if let notice = try kept(row.notice)?.notice { lost.append((notice, row)) }
            }
            post(complaints(about: lost), at: now)
        } catch { suffer(error, at: now) }
    }

    struct Escalated: Hashable {
        let notice: Int64
        let destination: String
    }

    var nextTelling: BootTime? {
        guard trouble == nil else { return nil }
        let time = Outbox.Time(last)
        let next = [outbox.nextWake(at: time), outbox.nextOverdue(Self.escalationWait, at: time)]
        return next.compactMap(\.self).min().map { BootTime(nanoseconds: $0) }
    }
}

extension Outbox.Time {
    init(_ reading: ClockReading) { self.init(boottime: reading.boot.nanoseconds, wall: reading.wall, bootID: reading.bootID) }
}

extension RandomSource {
    fileprivate func number() throws(LedgerFailure) -> UInt64 {
        do throws(RandomFailure) { return try bytes(8).reduce(0) { $0 << 8 | UInt64($1) } } catch { throw .random(error) }
    }
}
