package import Controls

/// The service manager and what it wrote into the journal.
package protocol ServiceManager: Sendable {
    /// A service with its last run; nil where no unit of that name is known.
    func service(_ unit: String) throws(ProbeFailure) -> ServiceState?

    /// The timers that start a unit.
    func timers(starting unit: String) throws(ProbeFailure) -> [TimerState]

    /// The runs of a service that the journal knows to have succeeded, over every boot that it remembers: the newest, and those before it
    /// as long as each one has ``ServiceRun/otherStatuses``; a limited number. Empty where it remembers none.
    func successes(of unit: String) throws(ProbeFailure) -> [ServiceRun]
}

/// A service as org.freedesktop.systemd1(5) describes it.
package struct ServiceState: Hashable, Sendable {
    /// The properties of the same name.
    package var activeState = ""
    package var loadState = ""
    package var fragmentPath = ""
    package var result = ""
    package var type = ""
    /// The exit status of the main process of the run before; meaningless without ``exited``.
    package var mainStatus: Int32 = 0
    /// When the main process of the last run ended; nil while it runs, and if it has not run since the manager started.
    package var exited: Moment?
    /// When it was started.
    package var started: Moment?

    package init() {}
}

/// A run of a service.
package struct ServiceRun: Hashable, Sendable {
    package var finished: Moment
    /// What journald calls `INVOCATION_ID`, 32 hexadecimal digits; empty where it is not known.
    package var invocation: String
    /// Statuses other than 0 with which a process of that run ended although the run succeeded, as `SuccessExitStatus=` allows.
    package var otherStatuses: [Int32]

    package init(finished: Moment, invocation: String, otherStatuses: [Int32] = []) {
        self.finished = finished
        self.invocation = invocation
        self.otherStatuses = otherStatuses
    }
}

/// A timer of systemd.timer(5).
package struct TimerState: Hashable, Sendable {
    package var unit: String
    package var isActive: Bool
    /// Whether it will ever elapse again.
    package var hasNextElapse: Bool
    package var lastTrigger: Moment?

    package init(unit: String, isActive: Bool, hasNextElapse: Bool, lastTrigger: Moment?) {
        self.unit = unit
        self.isActive = isActive
        self.hasNextElapse = hasNextElapse
        self.lastTrigger = lastTrigger
    }
}
