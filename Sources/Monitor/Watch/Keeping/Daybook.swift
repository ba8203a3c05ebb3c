import Controls
import ProbeKit

/// What is to be recorded and is not in the ledger yet, in its order. Usually it is emptied at once; while the disk is full it fills, up to
/// a limit: then the oldest executions give way, and their slots count as missed.
struct Daybook: Sendable {
    private(set) var pages: [Page] = [] {
        didSet { changes += 1 }
    }
    /// How often it was changed.
    private(set) var changes = 0

    private let executionLimit: Int
    /// Bytes, roughly.
    private static let weightLimit = 64 << 20

    init(executionLimit: Int = 256) { self.executionLimit = executionLimit }

    /// What one transaction keeps.
    struct Page: Sendable {
        let moment: ClockReading
        fileprivate(set) var postings: [Posting]
    }

    var isEmpty: Bool { pages.isEmpty }
    var executions: Int { postings.count { $0.performed != nil } }
    private var weight: Int { postings.reduce(0) { $0 + $1.weight } }
    private var postings: some Sequence<Posting> { pages.lazy.flatMap(\.postings) }

    mutating func add(_ posting: Posting, at now: ClockReading) {
        if let last = pages.indices.last, pages[last].moment == now, (pages[last].postings.last?.rank ?? 0) <= posting.rank {
            pages[last].postings.append(posting)
        } else {
            pages.append(Page(moment: now, postings: [posting]))
        }
    }

    mutating func removeFirst() { pages.removeFirst() }
    /// Takes back what was added last.
    mutating func removeLast() { pages.removeLast() }

    /// The newest evidence of a probe that waits to be kept.
    func evidence(of probe: String) -> [UInt8]? {
        for posting in pages.reversed().flatMap({ $0.postings.reversed() }) {
            if let performed = posting.performed, performed.run.slot.name.probe == probe, let seen = performed.reply.evidence {
                return seen
            }
        }
        return nil
    }

    // MARK: The limit

    /// - Returns: how many executions gave way.
    mutating func makeRoom(at now: ClockReading) -> Int {
        var dropped = 0
        while executions > executionLimit || (executions > 1 && weight > Self.weightLimit) {
            guard let place = oldest else { break }
            drop(place, at: now)
            dropped += 1
        }
        return dropped
    }

    private var oldest: (page: Int, posting: Int)? {
        for (index, page) in pages.enumerated() {
            if let place = page.postings.firstIndex(where: { $0.performed != nil }) { return (index, place) }
        }
        return nil
    }

    /// The host was up, the monitor looked, and could not finish.
    private mutating func drop(_ place: (page: Int, posting: Int), at now: ClockReading) {
        guard let performed = pages[place.page].postings[place.posting].performed else { return }
        pages[place.page].postings.remove(at: place.posting)
        if !performed.run.isFirstLook { miss(performed, in: place.page, at: now) }
        pages.removeAll { $0.postings.isEmpty }
    }

    private mutating func miss(_ performed: Performed, in page: Int, at now: ClockReading) {
        let missed = MissedRecord(performed.run.slot, Gap(.monitorDown, before: performed.started, after: now), noticed: now)
        if !extend(with: missed, every: performed.instruction.interval) { pages[page].insert(.missed(missed)) }
    }

    /// Adds a slot to the record of the one before it.
    private mutating func extend(with missed: MissedRecord, every interval: TimeSpan) -> Bool {
        for page in pages.indices {
            for (place, posting) in pages[page].postings.enumerated() {
                guard case .missed(var known) = posting, known.precedes(missed, by: interval) else { continue }
                known.last = missed.last
                known.slots += missed.slots
                known.gap.after = missed.gap.after
                known.noticed = missed.noticed
                pages[page].postings[place] = .missed(known)
                return true
            }
        }
        return false
    }
}

extension Daybook.Page {
    /// Before the first that a cycle has after it.
    fileprivate mutating func insert(_ posting: Posting) {
        postings.insert(posting, at: postings.firstIndex { $0.rank > posting.rank } ?? postings.endIndex)
    }
}

extension MissedRecord {
    /// One slot.
    fileprivate init(_ slot: Slot, _ gap: Gap, noticed: ClockReading) {
        self.init(
            plan: slot.name.plan, probe: slot.name.probe, tie: slot.name.tie, first: slot.name.scheduled, last: slot.name.scheduled,
            slots: 1, gap: gap, noticed: noticed)
    }

    fileprivate func precedes(_ later: MissedRecord, by interval: TimeSpan) -> Bool {
        (plan, probe, tie, gap.kind) == (later.plan, later.probe, later.tie, later.gap.kind) && last.adding(interval) == later.first
    }
}
