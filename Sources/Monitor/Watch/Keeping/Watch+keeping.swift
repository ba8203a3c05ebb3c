import Controls
import Ledger
import Notices
import ProbeKit

/// How postings come into the ledger.
extension Watch {
    /// The ledger is tried again so often while it cannot be written.
    static let patience = TimeSpan.seconds(10)
    /// A checkpoint is signed at least so often, over a sign of life where there is nothing else.
    static let signInterval = TimeSpan.hours(1)
    /// So many leaves are read again at most when the monitor starts.
    static let copyInterval: Int64 = 512

    /// Keeps and signs what was posted. What cannot be kept now stays.
    func keep(at now: ClockReading) {
        guard !isOver else { return }
        do throws(LedgerFailure) {
            while !daybook.isEmpty {
                let (cycle, outbox) = try draft(of: daybook.pages[0])
                try ledger.commit(cycle)
                // What is read back next is as large.
                _ = consume cycle
                daybook.removeFirst()
                try follow()
                self.outbox = outbox
                lastKept = now
                seal.isDue = true
            }
            ahead = nil
            try recover(at: now)
            try sign(at: now)
        } catch { suffer(error, at: now) }
    }

    /// The footing but for what waits is needed no longer: it is as large as what ten thousand deficiencies come to.
    private func draft(of page: Daybook.Page) throws(LedgerFailure) -> (cycle: Cycle, outbox: Outbox) {
        let draft = try CycleDraft(of: page, on: Footing(standing, outbox, in: ledger), duty, random: random)
        return (draft.cycle, draft.footing.outbox)
    }

    func commit(_ cycle: Cycle) throws(LedgerFailure) {
        try ledger.commit(cycle)
        try follow()
    }

    /// What cannot be read back was not kept: then nobody can go on.
    private func follow() throws(LedgerFailure) {
        do throws(LedgerFailure) {
            try standing.follow(ledger.reader)
        } catch { throw .unfit("what was just kept cannot be read: \(error)") }
    }

    private func sign(at now: ClockReading) throws(LedgerFailure) {
        guard seal.isDue else { return }
        switch try ledger.sign(as: duty.origin, by: keys, remembering: seal.remembered(outside: duty.remembered)) {
        case .signed(let signed):
            seal.take(signed)
            effects.append(.remember(signed))
        case .refused(let fork):
            seal.isDue = false
            guard seal.fork == nil else { return }
            seal.fork = fork
            log(.error, "The ledger contradicts what was signed before; it is not signed any more.", ["REASON": fork.description])
            post(.notice(.forkRefused(fork.description)), at: now)
            keep(at: now)
        }
    }

    /// Says that the ledger can be written again, if it could not.
    private func recover(at now: ClockReading) throws(LedgerFailure) {
        guard let trouble else { return }
        self.trouble = nil
        log(.notice, "The ledger can be written again.", ["SINCE": trouble.since.wall.rfc3339])
        post(.notice(.storeFailed(from: trouble.since.wall, to: now.wall, trouble.failure.description)), at: now)
        keep(at: now)
    }

    func suffer(_ failure: LedgerFailure, at now: ClockReading) {
        guard failure.mayPass else { return abandon(failure) }
        if trouble == nil {
            log(.error, "The ledger cannot be written; what is seen is held until it can.", ["REASON": failure.description])
        }
        trouble = Trouble(since: trouble?.since ?? now, failure: failure, lastTry: now.boot)
        do throws(LedgerFailure) { try lookAhead() } catch { abandon(error) }
    }

    /// Works out where the records stand with what cannot be kept yet.
    private func lookAhead() throws(LedgerFailure) {
        guard ahead?.changes != daybook.changes else { return }
        var footing = Footing(standing, outbox, in: ledger)
        for page in daybook.pages { footing = try CycleDraft(of: page, on: footing, duty, random: random).footing }
        ahead = (footing, daybook.changes)
    }

    /// Keeps something at once, or not at all.
    func keepNow(_ postings: [Posting], at now: ClockReading) -> Bool {
        keep(at: now)
        guard daybook.isEmpty, !isOver else { return false }
        for posting in postings { daybook.add(posting, at: now) }
        let size = standing.size
        keep(at: now)
        if standing.size > size { return true }
        if !daybook.isEmpty { daybook.removeLast() }
        ahead = nil
        return false
    }

    // MARK: Signs of life, and copies

    var nextTry: BootTime? { trouble.map { $0.lastTry + Self.patience } }
    var nextSign: BootTime? { trouble == nil ? lastKept.map { $0.boot + Self.signInterval } : nil }

    /// Leaves a sign of life where nothing else does.
    func giveSign(at now: ClockReading) {
        guard daybook.isEmpty, let due = nextTry ?? nextSign, due <= now.boot else { return }
        post(.lifecycle, Lifecycle(.heartbeat, at: now), at: now)
    }

    func copyStanding(at now: ClockReading, always: Bool = false) {
        guard !isOver, daybook.isEmpty, trouble == nil, always || standing.size - copied >= Self.copyInterval else { return }
        do throws(LedgerFailure) {
            var cycle = Cycle(at: LeafMoment(now))
            cycle.standing = standing
            try commit(cycle)
            copied = standing.size
            seal.isDue = true
            try sign(at: now)
        } catch { suffer(error, at: now) }
    }
}

extension LedgerFailure {
    /// Whether the same may be kept later: the disk is full, or somebody is in the way.
    fileprivate var mayPass: Bool {
        switch self {
        case .database(let failure):
            switch failure.kind {
            case .full, .readOnly, .busy: true
            case .refused, .missing, .denied, .inputOutput, .poisoned, .damaged, .newer, .other: false
            }
        case .tree, .record, .random, .signing, .unfit: false
        }
    }
}
