/// What waits for one destination.
struct OutboxQueue: Sendable {
    /// The notices of each subject in the order of their numbers.
    private var lanes: [String: [WaitingNotice]] = [:]
    /// The lane of each notice.
    private var places: [Int64: String] = [:]
    private var underway: Set<Int64> = []

    /// So many are handed over at once.
    static let batch = 64

    var count: Int { places.count }

    subscript(number: Int64) -> WaitingNotice? { places[number].flatMap { lanes[$0] }?.first { $0.row.notice == number } }

    mutating func take(_ row: OutboxRow, of facts: WaitingNotice.Facts?) {
        guard let facts = self[row.notice]?.facts ?? facts else { return }
        remove(row.notice, from: facts.lane)
        switch row.state {
        case .pending, .inflight, .blocked: insert(WaitingNotice(row: row, facts: facts))
        case .accepted, .delivered, .dead, .superseded: break
        }
    }

    private mutating func remove(_ number: Int64, from lane: String) {
        lanes[lane]?.removeAll { $0.row.notice == number }
        if lanes[lane]?.isEmpty ?? false { lanes[lane] = nil }
        places[number] = nil
        underway.remove(number)
    }

    private mutating func insert(_ waiting: WaitingNotice) {
        let number = waiting.row.notice
        var lane = lanes[waiting.facts.lane] ?? []
        lane.insert(waiting, at: lane.firstIndex { $0.row.notice > number } ?? lane.endIndex)
        lanes[waiting.facts.lane] = lane
        places[number] = waiting.facts.lane
        if waiting.row.state == .inflight { underway.insert(number) }
    }

    func superseded(by facts: WaitingNotice.Facts) -> [OutboxRow] {
        (lanes[facts.lane] ?? []).filter { $0.isUnsent && $0.facts.isSaid(by: facts) }.map { waiting in
            var row = waiting.row
            row.state = .superseded
            return row
        }
    }

    func due(at now: Outbox.Time) -> [OutboxRow] {
        guard underway.isEmpty else { return [] }
        let ready = heads.filter { $0.isDue(at: now) }.sorted { $0.goesBefore($1) }
        return ready.prefix(Self.batch).map(\.underway)
    }

    func nextWake(at now: Outbox.Time) -> Int64? {
        guard underway.isEmpty else { return nil }
        return heads.map { $0.row.nextBoottime ?? now.boottime }.min()
    }

    private var heads: [WaitingNotice] { lanes.values.compactMap(\.first).filter { $0.row.state == .pending } }
}
