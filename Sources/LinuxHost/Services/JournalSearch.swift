internal import Controls
internal import ProbeKit
internal import Systemd

/// A search among the messages that systemd wrote into the journal about a service.
struct JournalSearch: ~Copyable {
    enum Outcome: Hashable {
        case found(ServiceRun)
        /// The journal remembers none.
        case nothing
        /// So many messages tell of no success that the rest was not looked at.
        case givenUp(after: Int)
    }

    private let journal: Journal
    /// The names of the service.
    private let units: [String]

    /// What a service that a condition forbids once a minute leaves behind in a week.
    private static let messagesLimit = 10_000
    /// Processes of one run that ended with another status.
    private static let statusesLimit = 16

    init(for units: [String]) throws(JournalFailure) {
        journal = try Journal()
        self.units = units
    }

    /// The newest run that succeeded, over every boot.
    func newestSuccess() throws(JournalFailure) -> Outcome {
        var history = RunHistory()
        var count = 0
        try search(for: [.ended, .started, .stopped]) { message in
            history.take(message)
            count += 1
            return history.success == nil && count < Self.messagesLimit
        }
        guard var run = history.success else { return count < Self.messagesLimit ? .nothing : .givenUp(after: count) }
        run.otherStatuses = try statuses(of: run)
        return .found(run)
    }

    private func statuses(of run: ServiceRun) throws(JournalFailure) -> [Int32] {
        guard !run.invocation.isEmpty else { return [] }
        var statuses: Set<Int32> = []
        var count = 0
        try search(for: [.exited], with: [("INVOCATION_ID", of: [run.invocation])]) { message in
            if let status = message.status, status != 0 { statuses.insert(status) }
            count += 1
            return count < Self.statusesLimit
        }
        return statuses.sorted()
    }

    /// Takes messages, newest first, for as long as more are wanted. That the first process of the host wrote them is what journald itself
    /// says: every user can write the rest.
    private func search(
        for kinds: [UnitMessage.Kind], with more: [(field: String, of: [String])] = [], take: (UnitMessage) -> Bool
    ) throws(JournalFailure) {
        let values = [("_PID", of: ["1"]), ("UNIT", of: units), ("MESSAGE_ID", of: kinds.map(\.rawValue))]
        try journal.newest(with: values + more) { entry throws(JournalFailure) in
            guard let message = try UnitMessage(entry) else { return true }
            return take(message)
        }
    }
}
