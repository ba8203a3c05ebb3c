import Controls
import Monitor

/// What really went on, by true time: against this the classes of missed slots are held.
struct Truth {
    enum HostState { case up, asleep, off }
    enum MonitorState { case alive, dead, stopped }

    private var hosts: [(from: Int64, state: HostState)] = [(0, .up)]
    private var monitors: [(from: Int64, state: MonitorState)] = [(0, .dead)]
    private var runs: [String: [(from: Int64, until: Int64)]] = [:]
    /// For each tie: wall time minus true time, and when the next one was made: what it names behind that never was.
    private var ties: [Int: (ahead: Int64, end: Int64?)] = [:]

    mutating func host(_ state: HostState, at time: Int64) { hosts.append((time, state)) }
    mutating func monitor(_ state: MonitorState, at time: Int64) { monitors.append((time, state)) }

    /// Since when the disk is full, or is not.
    private var disks: [(from: Int64, isFull: Bool)] = [(0, false)]

    mutating func disk(full isFull: Bool, at time: Int64) { disks.append((time, isFull)) }

    mutating func ran(_ probe: String, from run: Run, until: Int64, on host: SimulatedHost) {
        ran(probe, from: run.slot.time.nanoseconds + run.lateness.nanoseconds + host.bootedAt, until: until)
    }

    mutating func ran(_ probe: String, from start: Int64, until: Int64) {
        // Only runs that go on for long keep others waiting.
        if until - start > 60_000_000_000 { runs[probe, default: []].append((start, until)) }
    }

    mutating func tied(_ record: ClockRecord, at time: Int64) {
        ties[record.tie - 1]?.end = time
        ties[record.tie] = (record.after.wall.nanoseconds - time, nil)
    }

    /// How many slots of a record are looked at, and how many of them have the class of what really kept them.
    func agreement(_ record: MissedRecord) -> (seen: Int, right: Int) {
        guard let tie = ties[record.tie] else { return (1, 0) }
        let step = record.slots > 1 ? (record.last.nanoseconds - record.first.nanoseconds) / (record.slots - 1) : 0
        let stride = max(1, record.slots / 1000)
        var (seen, right) = (0, 0)
        for index in Swift.stride(from: 0, to: record.slots, by: Int64.Stride(stride)) {
            seen += 1
            let time = record.first.nanoseconds + index * step - tie.ahead
            if causes(of: record.probe, at: time, end: tie.end).contains(record.gap.kind) { right += 1 }
        }
        return (seen, right)
    }

    private func causes(of probe: String, at time: Int64, end: Int64?) -> Set<Gap.Kind> {
        if let end, time > end { return [.clock] }
        let monitor = state(of: monitors, at: time)
        switch monitor {
        case .stopped: return [.suspended]
        case .dead: return [state(of: hosts, at: time) == .up ? .monitorDown : .hostDown]
        case .alive: break
        }
        if state(of: hosts, at: time) != .up { return [.hostDown] }
        // Seen, held, and lost when the monitor ended: it lived, and did not finish.
        if disks.last(where: { $0.from < time })?.isFull ?? false { return [.monitorDown, .overrun, endOfLife(after: time)] }
        // Lost with the run that it waited for or was.
        let isBusy = runs.values.joined().contains { $0.from <= time && time <= $0.until }
        return isBusy ? [.overrun, endOfLife(after: time)] : [endOfLife(after: time)]
    }

    private func endOfLife(after time: Int64) -> Gap.Kind {
        guard let next = monitors.first(where: { $0.from >= time && $0.state != .alive }) else { return .unknown }
        if next.state == .stopped { return .suspended }
        return hosts.contains { $0.state == .off && $0.from == next.from } ? .hostDown : .monitorDown
    }

    private func state<State>(of changes: [(from: Int64, state: State)], at time: Int64) -> State {
        // The last change before the time; there is one at 0.
        var (low, high) = (0, changes.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if changes[middle].from < time { low = middle } else { high = middle }
        }
        return changes[low].state
    }
}
