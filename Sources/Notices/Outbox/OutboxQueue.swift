internal import Controls

/// What waits for one destination.
struct OutboxQueue: Sendable {
    var kind: DestinationKind
    /// The notices of each subject in the order of their numbers.
    private var lanes: [String: [WaitingNotice]] = [:]
    /// Since when each critical notice waits, on the boot clock in nanoseconds.
    private var waits: [Int64: Int64] = [:]
    /// The lane of each notice.
    private var places: [Int64: String] = [:]
    private var underway: Set<Int64> = []
    /// What waits for an operator, and of that what is not tried before he has done something.
    private(set) var blocked: Set<Int64> = []
    private var shut: Set<Int64> = []
    private var pace = Pace()
    /// Until when what came back of the letter under way has to wait; nil where nothing came back.
    private var setback: Int64?

    init(_ kind: DestinationKind) { self.kind = kind }

    /// So many are handed over at once, to the journal and to programs.
    static let batch = 64
    /// People are told so many at once as a group, and all the others in a digest.
    private static let group = 5
    private static let digest = 1000

    var count: Int { places.count }

    subscript(number: Int64) -> WaitingNotice? { places[number].flatMap { lanes[$0] }?.first { $0.row.notice == number } }

    func isWaiting(_ lane: String) -> Bool { lanes[lane] != nil }

    // MARK: What was committed

    mutating func take(_ row: OutboxRow, of facts: WaitingNotice.Facts?, since: Int64, at now: Outbox.Time) {
        let before = self[row.notice]
        guard let facts = before?.facts ?? facts else { return }
        remove(row.notice, facts)
        switch row.state {
        case .pending, .inflight, .blocked: insert(WaitingNotice(row: row, facts: facts, since: before?.since ?? since))
        case .accepted, .delivered, .dead, .superseded: break
        }
        if kind.isRemote { keepPace(from: before?.row.state, to: row, facts, at: now.boottime) }
    }

    private mutating func remove(_ number: Int64, _ facts: WaitingNotice.Facts) {
        lanes[facts.lane]?.removeAll { $0.row.notice == number }
        if lanes[facts.lane]?.isEmpty ?? false { lanes[facts.lane] = nil }
        waits[number] = nil
        places[number] = nil
        underway.remove(number)
        blocked.remove(number)
        shut.remove(number)
    }

    private mutating func insert(_ waiting: WaitingNotice) {
        let number = waiting.row.notice
        var lane = lanes[waiting.facts.lane] ?? []
        lane.insert(waiting, at: lane.firstIndex { $0.row.notice > number } ?? lane.endIndex)
        lanes[waiting.facts.lane] = lane
        places[number] = waiting.facts.lane
        if waiting.facts.severity == .critical { waits[number] = waiting.since }
        switch waiting.row.state {
        case .inflight: underway.insert(number)
        case .blocked:
            blocked.insert(number)
            if waiting.row.isShut { shut.insert(number) }
        case .pending, .accepted, .delivered, .dead, .superseded: break
        }
    }

    private mutating func keepPace(from before: OutboxRow.State?, to row: OutboxRow, _ facts: WaitingNotice.Facts, at now: Int64) {
        if row.state == .inflight { return pace.begin(facts.family, at: now) }
        guard before == .inflight else { return }
        if let next = row.nextTry?.boottime { setback = max(setback ?? next, next) }
        guard underway.isEmpty else { return }
        if let setback { pace.fail(until: setback) } else { pace.succeed(at: now) }
        setback = nil
    }

    // MARK: What is next

    /// The rows of what is handed over next, marked as under way: to the journal a batch, to a remote destination one letter.
    func due(at now: Outbox.Time) -> [OutboxRow] {
        letter(ready(at: now).sorted { $0.goesBefore($1) }).map(\.underway)
    }

    private func ready(at now: Outbox.Time) -> [WaitingNotice] {
        guard !isAtRest else { return [] }
        return heads.filter { earliest($0, at: now.boottime) <= now.boottime }
    }

    /// Whether nothing goes out before something is heard of what is under way, or before an operator has done something.
    private var isAtRest: Bool { !underway.isEmpty || !shut.isEmpty }
    var isUnderway: Bool { !underway.isEmpty }

    private func letter(_ ready: [WaitingNotice]) -> ArraySlice<WaitingNotice> {
        guard kind.isRemote else { return ready.prefix(Self.batch) }
        // One notice tries whether the destination is there again.
        if pace.failures > 0 { return ready.prefix(1) }
        guard kind.isForPeople else { return ready.prefix(Self.batch) }
        guard ready.count <= Self.group, let lead = ready.first else { return ready.prefix(Self.digest) }
        return ready.filter { $0.facts.family == lead.facts.family }[...]
    }

    func nextWake(at now: Outbox.Time) -> Int64? {
        guard !isAtRest else { return nil }
        return heads.map { earliest($0, at: now.boottime) }.min()
    }

    private func earliest(_ waiting: WaitingNotice, at now: Int64) -> Int64 {
        let own = waiting.row.nextTry?.boottime ?? now
        return kind.isRemote ? max(own, pace.earliest(kind.isForPeople ? waiting.facts.family : nil, at: now)) : own
    }

    private var heads: [WaitingNotice] {
        lanes.values.compactMap(\.first).filter { $0.row.state == .pending || $0.row.state == .blocked }
    }

    // MARK: What becomes of others

    /// What need not be said any more of what could go now: it is over, and that it began was not said for long.
    func outlived(at now: Outbox.Time) -> [OutboxRow] {
        ready(at: now).filter { $0.facts.kind == .opened && $0.hasWaitedLong(at: now) }.flatMap { outlived($0) }
    }

    private func outlived(_ opening: WaitingNotice) -> [OutboxRow] {
        let story = (lanes[opening.facts.lane] ?? []).prefix { $0.facts.deficiency == opening.facts.deficiency }
        guard let end = story.firstIndex(where: \.facts.isClosed) else { return [] }
        let unsaid = kind.unsaid(of: story[...end])
        return unsaid.allSatisfy(\.isUnsent) ? unsaid.map { $0.ended(.superseded, "") } : []
    }

    func superseded(by facts: WaitingNotice.Facts) -> [OutboxRow] {
        (lanes[facts.lane] ?? []).filter { $0.isUnsent && !$0.row.isShut && $0.facts.isSaid(by: facts) }.map { $0.ended(.superseded, "") }
    }

    /// What nobody has to be told, since the destination was never told what it is about.
    func orphaned(by row: OutboxRow) -> OutboxRow? {
        guard row.state == .dead, let lane = places[row.notice].flatMap({ lanes[$0] }) else { return nil }
        guard let next = lane.first(where: { $0.row.notice > row.notice }), next.facts.isClosed else { return nil }
        return next.ended(.superseded, "")
    }

    /// Everything, given up, but for what is under way.
    var abandoned: [OutboxRow] { waiting.map(\.row).filter { $0.state != .inflight }.map(\.abandoned) }

    /// What waited for an operator.
    var unblocked: [OutboxRow] {
        waiting.filter { $0.row.state == .blocked }.map { waiting in
            var row = waiting.row
            row.state = .pending
            row.nextTry = nil
            return row
        }
    }

    mutating func resume() { pace.reset() }

    /// Over a restart a destination rests for as long as what failed there.
    mutating func keepResting(after row: OutboxRow) {
        if row.state == .pending, row.attempts > 0, let next = row.nextTry?.boottime { pace.rest(until: next) }
    }

    func row(after delivery: Delivery, at now: Outbox.Time, random: UInt64) -> OutboxRow? {
        self[delivery.number]?.after(delivery, failures: kind.isRemote ? pace.failures : 0, at: now, random: random)
    }

    /// The rows of what is critical, and waits since then or longer.
    func criticalWaiting(since time: Int64) -> [OutboxRow] { waits.filter { $0.value <= time }.keys.sorted().compactMap { self[$0]?.row } }

    /// Since when the first critical one waits that waits less long.
    func firstCriticalWaiting(after time: Int64) -> Int64? { waits.values.filter { $0 > time }.min() }

    var waiting: [WaitingNotice] { lanes.values.flatMap(\.self).sorted { $0.row.notice < $1.row.notice } }
}

extension DestinationKind {
    /// What of a story that is over need not be told to whom it was not begun: people hear the end, with when it began; who keeps a state
    /// has nothing to keep; and programs hear everything.
    fileprivate func unsaid(of story: ArraySlice<WaitingNotice>) -> ArraySlice<WaitingNotice> {
        switch self {
        case .slack, .teams, .discord, .googleChat, .mattermost, .matrix, .telegram: story.dropLast()
        case .pagerduty, .alertmanager: story
        case .webhook, .journald, .heartbeat: []
        }
    }

    /// Whether what is sent there is read by people as it comes, one message after the other.
    var isForPeople: Bool {
        switch self {
        case .slack, .teams, .discord, .googleChat, .mattermost, .matrix, .telegram: true
        case .webhook, .journald, .alertmanager, .pagerduty, .heartbeat: false
        }
    }
}
