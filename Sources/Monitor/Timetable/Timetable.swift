import Controls

/// Decides what is due and when, and what became of every slot. It starts nothing and reads no clock: readings come in, orders go out.
///
/// Waits run on the boot clock. A probe never overlaps itself: a slot that falls due during a run is an overrun. After sleep, a stall or a
/// late start, the latest slot of each probe is made up for, late and spread, and the others are missed. The slots of one probe end in
/// their order, so what a probe has behind it is known from its last record. First looks are outside of all that: no plan promises them.
package struct Timetable: Sendable {
    package private(set) var tie: Tie
    private var last: ClockReading
    private let places: Int
    private var seats: [String: Seat]
    private var wasCrowded = false

    /// What the monitor has to do, in this order.
    package enum Order: Hashable, Sendable {
        /// Record that wall time is tied anew.
        case tied(ClockRecord)
        /// Record slots without an execution.
        case missed(MissedRecord)
        /// Start a run now, and say when it has ended.
        case start(Run)
        /// Record an inconclusive execution without starting the probe, which failed so often that it rests until a time.
        case hold(Run, failures: Int, until: BootTime)
    }

    /// A timetable without a plan.
    /// - Parameter places: how many probes may run at once.
    package init(tie: Tie, at now: ClockReading, places: Int) { self.init(tie: tie, at: now, places: places, seats: [:]) }

    init(tie: Tie, at now: ClockReading, places: Int, seats: [String: Seat]) {
        self.tie = tie
        last = now
        self.places = max(1, places)
        self.seats = seats
    }

    /// When ``advance(to:)`` has something to do next; nil when only the end of a run, or another plan, can change anything.
    package var nextWake: BootTime? { isCrowded ? nil : seats.values.compactMap(\.next).min() }

    /// Whether every slot that has fallen due has ended.
    package var isSettled: Bool { seats.values.allSatisfy(\.isSettled) }

    private var isCrowded: Bool { seats.values.count { $0.running != nil } >= places }

    /// What is to be done by now. Readings that go back are ignored.
    package mutating func advance(to now: ClockReading) -> [Order] {
        guard now.follows(last) else { return [] }
        return fallDue(at: now) + retied(at: now) + started(at: now)
    }

    /// A run has ended and its execution is recorded.
    /// - Parameter failed: whether the probe child crashed, hung or said nothing that can be read.
    package mutating func ended(_ probe: String, failed: Bool, at now: ClockReading) -> [Order] {
        guard now.follows(last) else { return ended(probe, failed: failed, at: last) }
        let due = fallDue(at: now)
        let held = seats[probe]?.end(failed: failed, at: now.boot) ?? []
        forgetEmptySeats()
        return due + held.map { .missed($0) } + advance(to: now)
    }

    /// A later plan comes into force. What fell due before is its predecessor's and stays with it, runs and waiting slots too.
    ///
    /// Take a reading, advance to it, make the plan from that reading and ``tie``, record it, and adopt it.
    package mutating func adopt(_ plan: Plan) -> [Order] {
        let due = fallDue(at: plan.from)
        for probe in Set(seats.keys).union(plan.promises.map(\.probe)) {
            let series = plan.promise(of: probe).map { SlotSeries(plan: plan.id, tie: tie, promise: $0) }
            seats[probe, default: Seat(nil, reached: plan.from.boot, owed: [])].follow(series, from: plan.from.boot)
        }
        forgetEmptySeats()
        return due
    }

    /// Asks for first looks at probes of the plan of which nobody has seen anything yet. Each starts as soon as there is a place that no slot
    /// wants; what comes of it, ``ended(_:failed:at:)`` is told as of every run.
    package mutating func lookFirst(at probes: [String]) {
        for probe in probes { seats[probe]?.lookFirst(at: last.boot) }
    }

    private mutating func forgetEmptySeats() { seats = seats.filter { !$0.value.isEmpty } }

    private mutating func fallDue(at now: ClockReading) -> [Order] {
        let pause = Pause(before: last, now: now, wasCrowded: wasCrowded)
        let missed = seats.keys.sorted().flatMap { seats[$0]?.fallDue(at: pause) ?? [] }
        return missed.map { .missed($0) }
    }

    /// Ties wall time anew where it was set. Slots that a step forwards leaves out are missed.
    private mutating func retied(at now: ClockReading) -> [Order] {
        guard let record = tie.successor(of: last, at: now) else { return [] }
        let (leap, later) = (tie.leap(to: record), Tie(record, after: tie))
        var orders: [Order] = [.tied(record)]
        for probe in seats.keys.sorted() {
            guard let series = seats[probe]?.series else { continue }
            if let leap, let slots = series.slots(leap) {
                let missed = seats[probe]?.miss([GapRange(slots: slots, gap: Gap(leptBy: record))], of: series, noticed: now) ?? []
                orders += missed.map { .missed($0) }
            }
            seats[probe]?.series = SlotSeries(plan: series.plan, tie: later, promise: series.promise)
        }
        tie = later
        return orders
    }

    /// Fills the free places, first come first served, and slots before first looks.
    private mutating func started(at now: ClockReading) -> [Order] {
        var orders: [Order] = []
        let ready = seats.filter { $0.value.running == nil && ($0.value.waiting?.start).map { $0 <= now.boot } ?? false }
        let queue = ready.sorted { ($0.value.waiting?.start ?? now.boot, $0.key) < ($1.value.waiting?.start ?? now.boot, $1.key) }
        for (probe, _) in queue where !isCrowded { orders += seats[probe]?.start(at: now.boot) ?? [] }
        for probe in seats.keys.sorted() where !isCrowded { orders += seats[probe]?.startLook(at: now.boot) ?? [] }
        forgetEmptySeats()
        (last, wasCrowded) = (now, isCrowded)
        return orders
    }

    /// How long after a wake-up or a late start a probe makes up for its slot: the same on each occasion.
    static func spread(_ promise: Promise) -> TimeSpan {
        TimeSpan(nanoseconds: max(0, promise.offset.nanoseconds) % longestSpread.nanoseconds)
    }

    static let longestSpread = TimeSpan.seconds(30)
}
