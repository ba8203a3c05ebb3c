import Controls
import Ledger
import Notices
import ProbeKit

/// How notices that are kept reach people.
extension Watch {
    /// Hands over what is due. That it is under way is kept first.
    func tell(at now: ClockReading) {
        guard ending == nil, !isOver, trouble == nil, daybook.isEmpty else { return }
        let rows = outbox.due(at: Outbox.Time(now))
        guard !rows.isEmpty else { return }
        do throws(LedgerFailure) {
            var cycle = Cycle(at: LeafMoment(now))
            cycle.outbox = rows
            try commit(cycle)
            outbox.take(rows)
            for row in rows { try hand(over: row) }
        } catch { suffer(error, at: now) }
    }

    private func hand(over row: OutboxRow) throws(LedgerFailure) {
        guard let (leaf, notice) = try kept(row.notice) else { throw .unfit("notice \(row.notice) is not in the ledger") }
        effects.append(
            .tell(
                Sending(
                    number: row.notice, destination: row.destination, notice: notice, attempt: row.attempts, leaf: leaf,
                    checkpoint: seal.text)))
    }

    /// A notice as the ledger has it, and the leaf that lists it.
    func kept(_ number: Int64) throws(LedgerFailure) -> (leaf: Int64, notice: Notice)? {
        guard let (leaf, record) = try ledger.reader.notice(number: number) else { return nil }
        do throws(RecordProblem) { return (leaf, try Notice(canonicalJSON: record)) } catch { throw .record(error) }
    }

    func take(_ delivery: Delivery, at now: ClockReading) {
        do throws(LedgerFailure) {
            let chance = try random.number()
            guard let row = footing.outbox.row(after: delivery, at: Outbox.Time(now), random: chance) else { return }
            post(.answered(Answered(delivery, row, try kept(row.notice)?.notice, at: now)), at: now)
        } catch { suffer(error, at: now) }
    }

    /// What was on its way when the last run of the monitor ended is tried again.
    func restoredOutbox(at now: ClockReading) throws(LedgerFailure) -> Outbox {
        var waiting: [(row: OutboxRow, notice: Notice)] = []
        for row in try standing.outboxRows(in: ledger.reader) {
            if let (_, notice) = try kept(row.notice) { waiting.append((row, notice)) }
        }
        return Outbox(restoring: waiting, at: Outbox.Time(now))
    }

    var nextTelling: BootTime? {
        guard trouble == nil else { return nil }
        return outbox.nextWake(at: Outbox.Time(last)).map { BootTime(nanoseconds: $0) }
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
