package import Controls
package import Notices

/// What the records of a ledger come to. A fold over its entries, so that a restart is a replay; a copy is kept in the ledger now and then,
/// so that the replay is short.
package struct Standing: Hashable, Sendable {
    /// How many leaves it has taken.
    package var size: Int64 = 0
    package var genesis: GenesisRecord?
    package var register = DeficiencyRegister()
    package var waivers = WaiversInForce()
    package var silences = SilencesInForce()
    /// Subjects over which a silence has ended, and of which it is not settled yet what people are told of that: they passed, and not often
    /// enough. In ``Standing/informed`` is who was told before.
    package var unsettled: Set<TestedSubject> = []
    /// What people were told.
    package var telling = Telling()
    /// Notices that have not reached all whom they are for, by their numbers.
    package var owed: [Int64: Debt] = [:]
    /// Who was told, or is still to be, that something is deficient and not yet that it no longer is: by ``Notice/lane``.
    package var informed: [String: Set<String>] = [:]
    /// What people were told last of what they know to be deficient, by ``Notice/lane``.
    package var lastNotices: [String: LastNotice] = [:]
    /// Deficiencies of which a remote destination was to be told and was not for good, by their numbers, while no other was told either.
    package var unheard: [Int64: Unheard] = [:]
    /// What is known of each remote destination that was ever tested.
    package var contacts: [String: Contact] = [:]
    /// What each destination calls the message by which it heard of what is deficient, by ``Notice/lane`` and destination, until it has heard
    /// of the end; empty where it hears of the beginning together with that.
    package var openings: [String: [String: String]] = [:]
    /// The approved state of each probe.
    package var baselines: [String: BaselineRecord] = [:]
    /// The latest, be it one that was refused: its digest says what is in force.
    package var configuration: ConfigurationRecord?
    /// Documents that are there, by their paths.
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

    /// A notice on its way.
    package struct Debt: Hashable, Sendable {
        package var destinations: Set<String>
        /// ``Notice/lane`` where it is about a deficiency; nil for all others.
        var lane: String?
        /// Whether it tells of the end of that.
        var closes = false
        /// Those of the destinations that have heard before that something is deficient.
        var acquainted: Set<String> = []
        /// The deficiency that it is about; nil for what is about soc2d itself, and for what only says that another does not arrive.
        var deficiency: Int64?
        var severity = Severity.low
        /// When what it tells of happened.
        var since = Moment(nanoseconds: 0)
        /// Whether a remote destination has it.
        var isHeard = false
        var isTest = false

        /// Whether a destination hears by it for the first time that something is deficient.
        func introduces(_ destination: String) -> Bool {
            lane != nil && !closes && destinations.contains(destination) && !acquainted.contains(destination)
        }
    }

    /// A notice that was given up.
    package struct Unheard: Hashable, Sendable {
        package var destination: String
        package var at: Moment
    }

    package init() {}

    /// What the monitor remembers when it starts.
    /// - Parameter boots: what the host knows of its boots.
    package func recollection(boots: [BootHistory]) -> Recollection {
        var memory = Recollection()
        (memory.clocks, memory.plans, memory.lives) = (clocks, plans, lives)
        (memory.accounted, memory.judged, memory.boots) = (accounted, judged, boots)
        return memory
    }

    /// Leaves out what is long past.
    mutating func forgetPast() {
        var memory = recollection(boots: [])
        memory.forgetPast()
        (clocks, plans, lives, accounted) = (memory.clocks, memory.plans, memory.lives, memory.accounted)
    }
}
