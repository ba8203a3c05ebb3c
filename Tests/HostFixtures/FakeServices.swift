package import Controls
package import ProbeKit

/// A service manager that knows some units.
package struct FakeServices: ServiceManager {
    package var services: [String: ServiceState]
    package var timers: [String: [TimerState]]
    package var successes: [String: ServiceRun]
    /// When the oldest entry of the journal was written.
    package var beginning: Moment?
    package var sessions = SessionHistory()
    /// What every question about the journal comes to, instead of an answer.
    package var journalFailure: ProbeFailure?

    package init(
        _ services: [String: ServiceState] = [:], timers: [String: [TimerState]] = [:], successes: [String: ServiceRun] = [:],
        beginning: Moment? = Moment(seconds: 0), journalFailure: ProbeFailure? = nil
    ) {
        self.services = services
        self.timers = timers
        self.successes = successes
        self.beginning = beginning
        self.journalFailure = journalFailure
    }

    package func service(_ unit: String) throws(ProbeFailure) -> ServiceState? { services[unit] }
    package func timers(starting unit: String) throws(ProbeFailure) -> [TimerState] { timers[unit] ?? [] }

    package func journalBeginning() throws(ProbeFailure) -> Moment? { beginning }

    package func sessionHistory() throws(ProbeFailure) -> SessionHistory {
        if let journalFailure { throw journalFailure }
        return sessions
    }

    package func lastSuccess(of unit: String) throws(ProbeFailure) -> ServiceRun? {
        if let journalFailure { throw journalFailure }
        return successes[unit]
    }
}
