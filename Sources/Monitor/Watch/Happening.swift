package import Controls
package import Notices
package import ProbeKit

/// What can happen to the monitor. Each comes with a reading of the clocks; the same happenings in the same order make the same ledger.
package enum Happening: Sendable {
    /// The time it asked to be woken at has come, the host woke from sleep, or the wall clock was set.
    case woke
    /// A probe child has ended.
    case observed(Observed)
    /// What came of handing notices to destinations.
    case told([Delivery])
    /// What the receiver of a heartbeat said, by the name of the destination.
    case beaten(String, Delivery.Outcome)
    /// Somebody asks for something over the control socket. The ticket comes back with the answer.
    case asked(ControlRequest, by: Peer, ticket: Int)
    /// The configuration was read afresh, as ``Effect/readConfiguration(ticket:)`` asked.
    case configured(Configuration, [ConfigurationProblem], ticket: Int?)
    /// The monitor is to stop.
    case ending(Lifecycle.Event, actor: String?)

    /// What a probe child said.
    package struct Observed: Sendable {
        package let probe: String
        package let reply: ProbeReply
        package let started: ClockReading

        package init(probe: String, reply: ProbeReply, started: ClockReading) {
            self.probe = probe
            self.reply = reply
            self.started = started
        }
    }
}
