internal import Dispatch
internal import Glibc
package import Notices
internal import Synchronization

/// The journal as a destination of notices: each is handed to journald, and delivered when it was read back with our own user id, which
/// journald itself writes.
///
/// It may wait for journald, so it works on a thread of its own: ``run()``.
package final class JournalDestination: Sendable {
    private struct State {
        var waiting: [Sending] = []
        var isStopped = false
    }

    private let path: String
    private let patience: Int
    private let pauses: [UInt32]
    private let found: @Sendable ([String]) throws(JournalFailure) -> Set<String>
    private let receive: @Sendable (Delivery) -> Void
    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    /// Milliseconds between the looks at the journal: five seconds in all.
    package static let usualPauses: [UInt32] = [5, 15, 30, 50, 100, 200, 400, 600, 800, 1_000, 1_000, 800]

    /// - Parameters:
    ///   - patience: seconds that journald may take with one entry.
    ///   - found: which of some event ids are in the journal.
    ///   - receive: takes what came of each notice, on the thread of ``run()``.
    package init(
        path: String = JournalSocket.usualPath, patience: Int = JournalSocket.usualPatience, pauses: [UInt32] = usualPauses,
        found: @escaping @Sendable ([String]) throws(JournalFailure) -> Set<String> = JournalDestination.ownEntries,
        receive: @escaping @Sendable (Delivery) -> Void
    ) {
        self.path = path
        self.patience = patience
        self.pauses = pauses
        self.found = found
        self.receive = receive
    }

    package func take(_ sending: Sending) {
        state.withLock { $0.waiting.append(sending) }
        bell.signal()
    }

    /// Ends ``run()`` after what is under way. What waits gets no answer any more.
    package func stop() {
        state.withLock { $0.isStopped = true }
        bell.signal()
    }

    /// Delivers until it is stopped. What waits is sent first, and then read back together.
    package func run() {
        while true {
            bell.wait()
            let (batch, isStopped) = state.withLock { state in
                defer { state.waiting = [] }
                return (state.waiting, state.isStopped)
            }
            if isStopped { return }
            if !batch.isEmpty { deliver(batch) }
        }
    }

    /// Delivers on this thread; what came of each is said before it returns.
    package func deliver(_ batch: [Sending]) {
        let batch = withoutArrived(batch)
        let (count, problem) = send(batch)
        for sending in batch.dropFirst(count) { answer(sending, .transient(problem)) }
        readBack(Array(batch.prefix(count)))
    }

    /// How many were taken, and why the next was not. Journald that did not take one is not waited for again with the others.
    private func send(_ batch: [Sending]) -> (count: Int, problem: String) {
        var count = 0
        do throws(JournalSocketFailure) {
            let socket = try JournalSocket(path: path, patience: patience)
            for sending in batch {
                try socket.send(JournalDatagram(JournalEntryForm(sending)))
                count += 1
            }
            return (count, "")
        } catch { return (count, error.description) }
    }

    /// What was handed over before may be there: then it is not said twice.
    private func withoutArrived(_ batch: [Sending]) -> [Sending] {
        let repeated = batch.filter { $0.attempt > 1 }.map(\.notice.eventID)
        guard !repeated.isEmpty, let arrived = try? found(repeated), !arrived.isEmpty else { return batch }
        for sending in batch where arrived.contains(sending.notice.eventID) { answer(sending, .delivered) }
        return batch.filter { !arrived.contains($0.notice.eventID) }
    }

    private func readBack(_ sent: [Sending]) {
        var missing = sent
        var problem = "journald took it, and does not show it"
        for pause in [0] + pauses where !missing.isEmpty {
            usleep(pause * 1_000)
            do throws(JournalFailure) {
                let arrived = try found(missing.map(\.notice.eventID))
                for sending in missing where arrived.contains(sending.notice.eventID) { answer(sending, .delivered) }
                missing.removeAll { arrived.contains($0.notice.eventID) }
            } catch { problem = "journald took it, and nobody knows whether it is kept: \(error)" }
        }
        for sending in missing { answer(sending, .transient(problem), mayHaveArrived: true) }
    }

    private func answer(_ sending: Sending, _ outcome: Delivery.Outcome, mayHaveArrived: Bool = false) {
        receive(Delivery(number: sending.number, destination: sending.destination, outcome: outcome, mayHaveArrived: mayHaveArrived))
    }

    /// Which of some event ids the journal has in entries of our own.
    @Sendable package static func ownEntries(_ eventIDs: [String]) throws(JournalFailure) -> Set<String> {
        var seen: Set<String> = []
        let wanted = Set(eventIDs)
        let ours = [(field: JournalEntryForm.eventField, of: eventIDs), (field: "_UID", of: [String(getuid())])]
        try Journal(hasUsers: true).newest(with: ours) { entry throws(JournalFailure) in
            if let id = try entry.value(of: JournalEntryForm.eventField) { seen.insert(id) }
            return seen.count < wanted.count
        }
        return seen
    }
}
