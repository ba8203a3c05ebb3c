import Controls
import Ledger
import ProbeKit

/// How the monitor takes up its work, and how it ends.
extension Watch {
    /// Takes up the ledger where the last run left it: what was missed is recorded, the plan is made, and what is due begins.
    /// - Throws: where this is not the monitor that the ledger was begun by.
    package func start(at now: ClockReading) throws(StartRefusal) -> [Effect] {
        guard timetable == nil, !isOver else { return [] }
        last = now
        lastKept = now
        try begin(at: now)
        post(.lifecycle, Lifecycle(.start, at: now, previousHead: seal.text), at: now)
        let recovery = Recovery(standing.recollection(boots: duty.boots), at: now, places: duty.places)
        if let clock = recovery.clock { post(.clock, clock, at: now) }
        let record = record(of: duty.configuration, by: "start")
        (timetable, plan) = (recovery.timetable, standing.plans.last)
        let later: Plan?
        do throws(LedgerFailure) { later = try plan(under: duty.configuration, at: now) } catch { throw .ledger(error) }
        if let later { post(.plan, later, at: now) }
        if let record { post(.configChange, record, at: now) }
        for missed in recovery.missed { post(.missed(missed), at: now) }
        readdress(at: now)
        if let later { follow(later, at: now) } else { lookFirst() }
        return carryOn(at: now)
    }

    private func begin(at now: ClockReading) throws(StartRefusal) {
        do throws(LedgerFailure) {
            seal = Seal(try ledger.reader.newestCheckpoint())
            copied = try ledger.reader.standing()?.size ?? 0
            outbox = try restoredOutbox(at: now)
        } catch { throw .ledger(error) }
        guard let key = keys.first?.verifier.description else { throw .ledger(.unfit("there is no key to sign the log with")) }
        guard standing.size > 0 else { return post(.genesis, genesis(key), at: now) }
        guard let begun = standing.genesis else { throw .noGenesis }
        guard begun.origin == duty.origin.text else { throw .otherOrigin(begun: begun.origin, now: duty.origin.text) }
        guard begun.key == key else { throw .otherKey(begun: begun.key, now: key) }
    }

    private func genesis(_ key: String) -> GenesisRecord {
        var genesis = GenesisRecord()
        genesis.code = duty.codeDigest
        genesis.hostID = duty.host.id
        genesis.hostName = duty.host.name
        genesis.key = key
        genesis.origin = duty.origin.text
        genesis.version = duty.version
        return genesis
    }

    /// Says that the monitor stops, and keeps what the next start needs.
    func finish(at now: ClockReading) {
        guard let ending, !isOver else { return }
        post(.lifecycle, Lifecycle(ending.event, at: now, actor: ending.actor), at: now)
        keep(at: now)
        copyStanding(at: now, always: true)
        guard !isOver else { return }
        if !daybook.isEmpty { log(.error, "What could not be kept is lost.", ["EXECUTIONS": "\(daybook.executions)"]) }
        effects.append(.finish)
        isOver = true
    }
}
