import Controls

/// The time between the last sign of life of one run of the monitor and the start of the next, and what can be shown of it.
struct Downtime: Sendable {
    let before: ClockReading
    /// The stop that ended the run, where there was one.
    let stop: Lifecycle?
    let after: ClockReading
    /// What the host knows of the boot before, and when its kernel started next.
    private let ended: BootHistory?
    private let kernelStart: Moment?

    /// A monitor whose last sign lies so shortly before the last sign of its host lived as long as that: two heartbeats, and some.
    private static let heartbeats = TimeSpan.seconds(150)

    /// Every downtime, the one that ends now included.
    static func all(_ lives: [Lifecycle], boots: [BootHistory], until now: ClockReading) -> [Downtime] {
        var downtimes: [Downtime] = []
        var last: Lifecycle?
        for life in lives + [Lifecycle(.start, at: now)] {
            if let last, life.event == .start { downtimes.append(Downtime(from: last, to: life.at, boots: boots)) }
            last = life
        }
        return downtimes
    }

    private init(from last: Lifecycle, to start: ClockReading, boots: [BootHistory]) {
        before = last.at
        switch last.event {
        case .start, .heartbeat: stop = nil
        case .stoppedByOperator, .stoppedForShutdown, .stopped: stop = last
        }
        after = start
        ended = boots.first { $0.bootID == last.at.bootID }
        kernelStart = boots.first { $0.bootID == start.bootID }?.kernelStart
    }

    private var isWithinOneBoot: Bool { after.follows(before) }

    /// Whether a boot time under a tie lies in this downtime.
    func holds(_ time: BootTime, under tie: Tie) -> Bool {
        tie.bootID == before.bootID && time > before.boot && (!isWithinOneBoot || time <= after.boot)
    }

    /// The times behind which another reason may hold.
    func borders(under tie: Tie) -> [BootTime] {
        guard tie.bootID == before.bootID else { return [] }
        guard isWithinOneBoot else { return [before.boot] + [seen(under: tie), kernelStart.map(tie.time)].compactMap { $0 } }
        return [before.boot, earliestCertainSleep, latestCertainSleep, after.boot]
    }

    private var asleep: TimeSpan { TimeSpan(nanoseconds: after.asleep.nanoseconds.minus(before.asleep.nanoseconds)) }
    /// However the sleep lay in the downtime, the host slept from here …
    private var earliestCertainSleep: BootTime { BootTime(nanoseconds: after.boot.nanoseconds.minus(asleep.nanoseconds)) }
    /// … to here, if this is later.
    private var latestCertainSleep: BootTime { before.boot + asleep }

    /// Why a slot at a time in this downtime was missed.
    func gap(at time: BootTime, under tie: Tie) -> Gap {
        var gap = Gap(kind(at: time, under: tie), before: before, after: after)
        gap.actor = stop?.actor
        if isWithinOneBoot {
            if asleep >= Pause.shortestSleep { gap.asleep = asleep }
        } else {
            (gap.lastSeen, gap.kernelStart) = (ended?.lastSeen, kernelStart)
        }
        return gap
    }

    private func kind(at time: BootTime, under tie: Tie) -> Gap.Kind {
        if isBehindUnseenStep(time, under: tie) { return .clock }
        if stop?.event == .stoppedByOperator { return .suspended }
        return isWithinOneBoot ? kindWithinOneBoot(at: time) : kindOverBoots(at: time, under: tie)
    }

    private func kindWithinOneBoot(at time: BootTime) -> Gap.Kind {
        guard asleep >= Pause.shortestSleep else { return .monitorDown }
        return time > earliestCertainSleep && time <= latestCertainSleep ? .hostDown : .unknown
    }

    private func kindOverBoots(at time: BootTime, under tie: Tie) -> Gap.Kind {
        if let kernelStart, time > tie.time(of: kernelStart) { return .monitorDown }
        if stop?.event == .stoppedForShutdown { return .hostDown }
        guard let seen = seen(under: tie) else { return .unknown }
        return seen - before.boot <= Self.heartbeats || time > seen ? .hostDown : .monitorDown
    }

    /// The last sign of life of the host in the boot before.
    private func seen(under tie: Tie) -> BootTime? { ended?.lastSeenUp ?? ended?.lastSeen.map(tie.time) }

    /// Whether the wall clock was set between the last sign of the monitor and that of the host, and a time lies behind the latter. How much
    /// of what follows on the line was time, and how much was the step, nobody can tell.
    private func isBehindUnseenStep(_ time: BootTime, under tie: Tie) -> Bool {
        guard !isWithinOneBoot, let up = ended?.lastSeenUp, let seen = ended?.lastSeen, time > up else { return false }
        return tie.name(of: up).nanoseconds.minus(seen.nanoseconds).magnitude > UInt64(Tie.tolerance.nanoseconds)
    }
}
