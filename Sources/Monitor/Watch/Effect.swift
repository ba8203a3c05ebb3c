package import Ledger
package import Notices
package import ProbeKit

/// What the monitor wants done in the world. Whatever it decides is in the ledger before any of it.
package enum Effect: Sendable {
    /// Start a probe child, and say with ``Happening/observed(_:)`` what it said.
    case observe(probe: String, ProbeRequest, deadline: Duration)
    /// Hand a notice to a destination, and say with ``Happening/told(_:)`` what came of it.
    case tell(Sending)
    /// Send something to a remote destination, and say with ``Happening/told(_:)`` what came of each notice in it.
    case mail(Letter)
    /// Send a sign of life, and say with ``Happening/beaten(_:_:)`` what came of it.
    case beat(Heartbeat)
    case answer(ControlAnswer, ticket: Int)
    /// Read the configuration afresh, and say so with ``Happening/configured(_:_:ticket:)``.
    case readConfiguration(ticket: Int?)
    /// Keep a checkpoint in the places outside the ledger.
    case remember(SignedCheckpoint)
    /// The one line that `systemctl status` shows.
    case status(String)
    /// A line for the log of the service, with its fields.
    case log(LogLine)
    /// Nothing can be kept any more: end the process at once, so that a new one verifies what there is.
    case abandon(LedgerFailure)
    /// Everything is done: the process may end.
    case finish

    package struct LogLine: Hashable, Sendable {
        package enum Level: Hashable, Sendable { case info, notice, warning, error }
        package let level: Level
        /// Constant for its kind.
        package let message: String
        package let fields: [String: String]

        package init(_ level: Level, _ message: String, _ fields: [String: String] = [:]) {
            self.level = level
            self.message = message
            self.fields = fields
        }
    }
}
