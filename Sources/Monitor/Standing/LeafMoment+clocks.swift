package import Ledger

/// Readings of the clocks as leaves have them.
extension LeafMoment {
    package init(_ reading: ClockReading) {
        self.init(boot: reading.bootID, boottime: reading.boot.nanoseconds, wall: reading.wall, asleep: reading.asleep)
    }
}

extension ClockReading {
    package init(_ moment: LeafMoment) {
        self.init(wall: moment.wall, boot: BootTime(nanoseconds: moment.boottime), bootID: moment.boot, asleep: moment.asleep)
    }
}
