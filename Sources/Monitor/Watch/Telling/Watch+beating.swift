import Controls
import Notices

/// Signs of life on their way.
struct Pulse {
    /// When the last ones went out.
    var last: BootTime?
    /// The receivers that have not answered yet.
    var underway: Set<String> = []
    /// What those said that did not hear the last one.
    var unheard: [String: String] = [:]
}

/// The dead man's switch: whoever receives the heartbeats raises the alarm when they stop, or say that something is wrong.
extension Watch {
    static let beatInterval = TimeSpan.minutes(1)

    private var heartbeats: [Destination] { duty.configuration.destinations.filter { $0.kind == .heartbeat } }

    var nextBeat: BootTime? { heartbeats.isEmpty ? nil : pulse.last.map { $0 + Self.beatInterval } ?? last.boot }

    func beat(at now: ClockReading) {
        guard ending == nil, !isOver, let next = nextBeat, next <= now.boot else { return }
        pulse.last = now.boot
        pulse.unheard = pulse.unheard.filter { name, _ in heartbeats.contains { $0.name == name } }
        let ills = ills(at: now)
        // One at a time for each receiver.
        for destination in heartbeats where pulse.underway.insert(destination.name).inserted {
            effects.append(.beat(Heartbeat(to: destination, ills: ills, note: seal.note)))
        }
    }

    /// What a receiver says is logged when it is other than before.
    func take(_ outcome: Delivery.Outcome, ofHeartbeatTo destination: String) {
        pulse.underway.remove(destination)
        let problem: String? =
            switch outcome {
            case .delivered, .accepted: nil
            case .transient(let words), .blocked(let words), .shut(let words), .permanent(let words): words
            }
        guard problem != pulse.unheard[destination] else { return }
        pulse.unheard[destination] = problem
        if let problem {
            log(.warning, "A heartbeat is not heard.", ["DESTINATION": destination, "REASON": problem])
        } else {
            log(.notice, "A heartbeat is heard again.", ["DESTINATION": destination])
        }
    }

    private func ills(at now: ClockReading) -> [String] {
        var ills: [String] = []
        if trouble != nil { ills.append("nothing can be recorded") }
        if seal.fork != nil { ills.append("the ledger contradicts what was signed before") }
        let overdue = overdue(at: now)
        if overdue > 0 { ills.append("critical notices that nobody has taken for \(Self.escalationWait): \(overdue)") }
        for promise in plan?.promises ?? [] where isOverdue(promise, at: now.wall) { ills.append("overdue: \(promise.probe)") }
        return ills
    }

    /// How many critical notices nobody has taken for long.
    func overdue(at now: ClockReading) -> Int { outbox.overdue(Self.escalationWait, at: Outbox.Time(now)).count }

    /// Whether a probe has not looked for more than two of its intervals.
    private func isOverdue(_ promise: Promise, at now: Moment) -> Bool {
        let looks = promise.checks.compactMap { standing.looks[TestedCheck(control: $0.control, check: $0.check)]?.moment }
        guard let last = looks.max() ?? plan?.from.wall, let span = now.since(last) else { return false }
        let patience = promise.interval.nanoseconds.times(2).plus(promise.grace.nanoseconds).plus(promise.timeout.nanoseconds)
        return span.nanoseconds > patience
    }
}
