package import Controls

/// What the ledger and the host remember when the monitor starts.
package struct Recollection: Sendable {
    /// Every clock record, in the order of the ledger. Those of boots before the one that the oldest slot of ``accounted`` fell in may be
    /// left out, as long as every probe of the last plan has such a slot.
    package var clocks: [ClockRecord] = []
    /// Every plan that was in force since that slot, in the order of the ledger.
    package var plans: [Plan] = []
    /// Starts, stops and the last sign of life of each run of the monitor, from the last one before that slot on, in the order of the
    /// ledger. Any record is a sign of life, a heartbeat is one where there is no other.
    package var lives: [Lifecycle] = []
    /// The last slot of each probe that has ended, in an execution or in a missed record.
    package var accounted: [String: SlotName] = [:]
    /// When each check was last judged.
    package var judged: [CheckID: Moment] = [:]
    package var boots: [BootHistory] = []

    package init() {}
}
