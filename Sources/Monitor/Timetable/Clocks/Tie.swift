package import Controls

/// How wall time and boot time belong together while one ``ClockRecord`` is in force.
package struct Tie: Hashable, Sendable {
    package let number: Int
    package let bootID: String
    package let start: BootTime
    /// Wall time minus boot time, along the line of this tie.
    let ahead: Int64
    /// The same when this boot was first tied: where the slots of the boot lie.
    let firstAhead: Int64
    /// The latest wall time that was named before this tie, from the end of the boot before on: a step up to here leaves nothing out,
    /// it only makes good for a clock that was behind.
    let floor: Moment?

    /// How far the wall clock may be from the line before it is tied anew. Synchronisation by slewing stays below it for months.
    package static let tolerance = TimeSpan.seconds(5)

    /// The tie that a record makes, after an earlier one.
    package init(_ record: ClockRecord, after earlier: Tie?) {
        number = record.tie
        bootID = record.after.bootID
        start = record.after.boot
        ahead = record.after.wall.nanoseconds.minus(record.after.boot.nanoseconds)
        switch record.cause {
        case .boot:
            firstAhead = ahead
            floor = record.before?.wall
        case .step:
            firstAhead = earlier?.firstAhead ?? ahead
            floor = [earlier?.floor, record.before?.wall].compactMap { $0 }.max()
        }
    }

    /// The wall time that a boot time is called under this tie.
    package func name(of time: BootTime) -> Moment { Moment(nanoseconds: time.nanoseconds.plus(ahead)) }

    /// The boot time that a wall time names under this tie.
    package func time(of name: Moment) -> BootTime { BootTime(nanoseconds: name.nanoseconds.minus(ahead)) }

    /// The record that is due when the clocks show something else than this tie says; nil while they agree.
    /// - Parameter last: the last reading before.
    package func successor(of last: ClockReading, at now: ClockReading) -> ClockRecord? {
        var before = last
        guard now.follows(last), now.bootID == bootID else {
            before.wall = name(of: last.boot)
            return ClockRecord(tie: number + 1, cause: .boot, before: before, after: now)
        }
        let distance = now.wall.nanoseconds.minus(name(of: now.boot).nanoseconds)
        guard distance.magnitude > UInt64(Self.tolerance.nanoseconds) else { return nil }
        before = now
        before.wall = name(of: now.boot)
        return ClockRecord(tie: number + 1, cause: .step, before: before, after: now)
    }

    /// The part of the line behind a step that is promised and can never come, in boot time; nil where the clock went back.
    func leap(to record: ClockRecord) -> Due? {
        let lower = max(record.after.boot, floor.map(time(of:)) ?? record.after.boot)
        let upper = time(of: record.after.wall)
        return upper > lower ? Due(after: lower, through: upper) : nil
    }
}
