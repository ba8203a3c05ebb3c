import Controls
import Monitor

/// A host with its clocks, whose time is what the simulation says. True time is nanoseconds since the simulation began.
struct SimulatedHost {
    private(set) var now: Int64 = 0
    /// What the wall clock shows at true time 0, as it is set now.
    private var wallAtZero: Int64
    private(set) var bootNumber = 1
    private(set) var bootedAt: Int64 = 0
    private var asleep: Int64 = 0
    private(set) var histories: [BootHistory] = []

    init(wall: Moment) { wallAtZero = wall.nanoseconds }

    var bootID: String { "boot-\(bootNumber)" }
    var reading: ClockReading { reading(at: now) }
    var kernelStart: Moment { Moment(nanoseconds: wallAtZero + bootedAt) }
    var boots: [BootHistory] { histories + [BootHistory(bootID: bootID, kernelStart: kernelStart, lastSeen: nil)] }

    /// What the clocks showed at an earlier time of this boot, had nobody set or stopped them since.
    func reading(at time: Int64) -> ClockReading {
        ClockReading(
            wall: Moment(nanoseconds: wallAtZero + time), boot: BootTime(nanoseconds: time - bootedAt), bootID: bootID,
            asleep: TimeSpan(nanoseconds: asleep))
    }

    mutating func pass(to time: Int64) { now = max(now, time) }
    mutating func set(by distance: Int64) { wallAtZero += distance }

    mutating func sleep(_ span: TimeSpan) {
        now += span.nanoseconds
        asleep += span.nanoseconds
    }

    /// Goes down and comes up again.
    /// - Parameter journal: how long before the end the journal has its last line; nil where there is no journal.
    mutating func reboot(off: TimeSpan, journal: TimeSpan?) {
        let last = journal.map { reading(at: max(bootedAt, now - $0.nanoseconds)) }
        histories.append(BootHistory(bootID: bootID, kernelStart: kernelStart, lastSeen: last?.wall, lastSeenUp: last?.boot))
        now += off.nanoseconds
        bootNumber += 1
        (bootedAt, asleep) = (now, 0)
    }
}
