package import Controls
package import Notices

/// What the records of a ledger come to. A fold over its entries, so that a restart is a replay; a copy is kept in the ledger now and then,
/// so that the replay is short.
package struct Standing: Sendable {
    /// How many leaves it has taken.
    package var size: Int64 = 0
    package var genesis: GenesisRecord?
    package var register = DeficiencyRegister()
    package var waivers = WaiversInForce()
    /// What people were told.
    package var telling = Telling()
    /// The approved state of each probe.
    package var baselines: [String: BaselineRecord] = [:]
    package var configuration: ConfigurationRecord?
    /// Documents by their paths.
    package var documents: [String: DocumentRecord] = [:]
    /// What ``Recollection`` needs, cut to that.
    package var clocks: [ClockRecord] = []
    package var plans: [Plan] = []
    package var lives: [Lifecycle] = []
    package var accounted: [String: SlotName] = [:]
    package var judged: [CheckID: Moment] = [:]
    /// The last execution of each probe, and the last that has evidence.
    package var lastExecutions: [String: ExecutionID] = [:]
    package var lastObserved: [String: ExecutionID] = [:]
    package var looks: [TestedCheck: LastLook] = [:]

    package init() {}
}
