package import Controls

/// The service manager and what it wrote into the journal.
package protocol ServiceManager: Sendable {
    /// A service with its last run; nil where no unit of that name is known.
    func service(_ unit: String) throws(ProbeFailure) -> ServiceState?

    /// The timers that start a unit.
    func timers(starting unit: String) throws(ProbeFailure) -> [TimerState]

    /// The newest run of a service that the journal knows to have succeeded, over every boot that the journal remembers; nil where it
    /// remembers none.
    func lastSuccess(of unit: String) throws(ProbeFailure) -> ServiceRun?

    /// When the oldest entry that the journal still holds was written; nil where that is not known. That it remembers no run says nothing
    /// about what was before.
    func journalBeginning() throws(ProbeFailure) -> Moment?

    /// The newest session of every user of which the journal tells.
    func sessionHistory() throws(ProbeFailure) -> SessionHistory
}

/// The sessions that systemd-logind(8) wrote into the journal, over every boot that it remembers.
package struct SessionHistory: Hashable, Sendable {
    /// By the name of the user: when the newest session began.
    package var newest: [String: Moment]
    /// From when on every session is known; nil where that is not known.
    package var beginning: Moment?

    package init(newest: [String: Moment] = [:], beginning: Moment? = nil) {
        self.newest = newest
        self.beginning = beginning
    }
}

/// A service as org.freedesktop.systemd1(5) describes it.
package struct ServiceState: Hashable, Sendable {
    /// The properties of the same name.
    package var activeState = ""
    package var loadState = ""
    package var fragmentPath = ""
    package var result = ""
    package var type = ""
    /// The exit status of the main process of the run before, or the signal that ended it; meaningless without ``exited``.
    package var mainStatus: Int32 = 0
    /// The statuses beside 0 that `SuccessExitStatus=` calls a success. Of a run that ended so the journal does not tell the status.
    package var successStatuses: [Int32] = []
    /// When the main process of the last run ended; nil while it runs, and if it has not run since the manager started. Nil also soon
    /// after a success: the manager forgets a unit that neither failed nor is needed by another, such as an active timer.
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
    /// Statuses other than 0 with which a process of that run ended although the run succeeded, as `SuccessExitStatus=` allows. The
    /// manager keeps them to itself unless it logs at level debug: none here says nothing.
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
