package import Ledger
import Controls
import Notices
import ProbeKit

/// The heart of the monitor. It decides what is recorded, who looks, who is told and what is answered, and records it before anything of it
/// happens. It reads no clock and starts nothing: happenings come in with a reading of the clocks, effects go out, and the same happenings
/// in the same order make the same ledger.
package final class Watch {
    var duty: Duty
    let ledger: LedgerWriter
    let keys: [LogKey]
    let random: any RandomSource
    /// What is kept. The same fold makes it that a restart makes it with.
    var standing: Standing
    var daybook = Daybook()
    /// Where the records stand with what cannot be kept yet, after so many changes of the daybook; nil where everything is kept.
    var ahead: (footing: Footing, changes: Int)?
    var timetable: Timetable?
    /// The plan in force.
    var plan: Plan?
    var running: [String: Commission] = [:]
    /// What starts as soon as everything before it is kept.
    var commissions: [Commission] = []
    var outbox: Outbox
    /// ``Notice/testedSettings`` of each remote destination.
    var destinationSettings: [String: String] = [:]
    /// Overdue notices that were spoken of.
    var escalated: Set<Escalated> = []
    /// When receivers that keep no state were told it last, and what is over since a short while.
    var reminded: BootTime?
    var ended: [Ended] = []
    var pulse = Pulse()
    var effects: [Effect] = []
    var last = ClockReading()
    var seal = Seal()
    /// Since when the ledger cannot be written, and why; nil while it can.
    var trouble: Trouble?
    var lastKept: ClockReading?
    /// How many leaves the copy of the standing in the ledger knows.
    var copied: Int64 = 0
    /// When old evidence is looked for again.
    var pruneFrom: BootTime?
    /// Who asked for the configuration to be read, by the tickets of their requests.
    var reloads: [Int: String] = [:]
    var ending: Ending?
    var isOver = false

    /// A run and what it goes by.
    struct Commission {
        let run: Run
        let instruction: Instruction
        var probe: String { run.slot.name.probe }
    }

    struct Trouble {
        let since: ClockReading
        var failure: LedgerFailure
        var lastTry: BootTime
    }

    struct Ending {
        let event: Lifecycle.Event
        let actor: String?
        /// Nothing is waited for any longer.
        let end: BootTime
    }

    /// What is under way when the monitor is to end may take so long to arrive. Otherwise it would be sent again after the next start.
    private static let graceOfLetters = TimeSpan.seconds(6)

    /// - Parameters:
    ///   - keys: of the log; the first is the one that genesis names.
    ///   - standing: what the ledger comes to, to its last leaf.
    package init(duty: Duty, ledger: LedgerWriter, keys: [LogKey], random: some RandomSource, standing: Standing) {
        self.duty = duty
        self.ledger = ledger
        self.keys = keys
        self.random = random
        self.standing = standing
        outbox = Outbox(duty.configuration.destinations)
    }

    /// Takes up what has happened.
    /// - Returns: what is to be done, in this order. It is in the ledger already.
    package func handle(_ happening: Happening, at now: ClockReading) -> [Effect] {
        guard !isOver, timetable != nil else { return [] }
        last = now
        switch happening {
        case .woke: break
        case .observed(let observed): take(observed, at: now)
        case .told(let deliveries): take(deliveries, at: now)
        case .beaten(let destination, let outcome): take(outcome, ofHeartbeatTo: destination)
        case .asked(let request, let peer, let ticket): take(request, by: peer, ticket: ticket, at: now)
        case .configured(let configuration, let problems, let ticket): take(configuration, problems, ticket: ticket, at: now)
        case .ending(let event, let actor):
            ending = Ending(event: event, actor: actor, end: ending?.end ?? now.boot + Self.graceOfLetters)
        }
        return carryOn(at: now)
    }

    /// Does what is due, whatever has happened.
    func carryOn(at now: ClockReading) -> [Effect] {
        if ending == nil {
            obey(timetable?.advance(to: now) ?? [], at: now)
            reconcileSilences(at: now)
            reconcileWaivers(at: now)
            escalate(at: now)
            giveSign(at: now)
        }
        keep(at: now)
        tellAgain(at: now)
        testDestinations(at: now)
        if ending == nil { startRuns(at: now) }
        tell(at: now)
        remind(at: now)
        beat(at: now)
        if ending == nil { prune(at: now) }
        copyStanding(at: now)
        if let ending, running.isEmpty, !outbox.isUnderway || ending.end <= now.boot { finish(at: now) }
        if !isOver { effects.append(.status(statusLine(at: now))) }
        defer { effects = [] }
        return effects
    }

    /// When ``handle(_:at:)`` has something to do next; nil when only something else can change anything.
    package var nextWake: BootTime? {
        guard !isOver else { return nil }
        if let ending { return running.isEmpty ? ending.end : nil }
        let wakes = [
            timetable?.nextWake, nextWaiver, nextSilence, nextTelling, nextRepetition, nextTest, nextReminder, nextBeat, nextSign, nextTry,
            nextPruning,
        ]
        return wakes.compactMap(\.self).min()
    }

    // MARK: Postings

    func post(_ posting: Posting, at now: ClockReading) { post([posting], at: now) }

    func post(_ postings: [Posting], at now: ClockReading) {
        for posting in postings { daybook.add(posting, at: now) }
        let dropped = daybook.makeRoom(at: now)
        if dropped > 0 { log(.error, "Executions that cannot be kept are given up; their slots count as missed.", ["COUNT": "\(dropped)"]) }
    }

    func post(_ kind: LeafKind, _ record: some RecordedObject, at now: ClockReading) {
        do throws(LedgerFailure) { post(.leaf(try .recording(kind, record)), at: now) } catch { abandon(error) }
    }

    /// Where the records stand now.
    var footing: Footing { ahead?.footing ?? Footing(standing, outbox, in: ledger) }

    func log(_ level: Effect.LogLine.Level, _ message: String, _ fields: [String: String] = [:]) {
        effects.append(.log(Effect.LogLine(level, message, fields)))
    }

    /// Nothing can be kept any more, and nobody knows what the disk has.
    func abandon(_ failure: LedgerFailure) {
        guard !isOver else { return }
        isOver = true
        log(.error, "The ledger has failed; the monitor ends, to be started anew.", ["REASON": failure.description])
        effects.append(.abandon(failure))
    }
}
