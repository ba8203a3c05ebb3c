internal import CLinux
internal import Glibc
internal import ProbeKit

/// Whatever can wake the monitor: its alarm, a clock that was set, signals, commands at its control socket, and threads of its own. All of
/// them are waited for in one poll(2), which wakes for no other reason.
package final class HostEvents: Sendable {
    package enum Event: Sendable {
        /// The time of ``wake(at:)`` has come, the host woke from sleep, or the wall clock was set.
        case woke
        case signalled(ServiceSignals.Arrival)
        /// Somebody asks; ``answer(_:_:)`` takes the ticket.
        case asked([UInt8], by: PeerProcess, ticket: Int)
    }

    private let signals: ServiceSignals?
    private let timers: WakeTimers
    private let bell = Bell()
    private let listener: Descriptor
    private let clients: ControlClients

    /// Takes the control socket.
    /// - Parameters:
    ///   - signals: nil for who has no business with them.
    ///   - packetLimit: bytes that a question may have.
    package init(signals: ServiceSignals?, control: ControlSocket, packetLimit: Int) throws(ControlFailure) {
        guard let timers = WakeTimers() else { throw .failed(control.path, "the kernel gives no timer: error \(errno)") }
        self.timers = timers
        self.signals = signals
        listener = try control.listening()
        clients = ControlClients(packetLimit: packetLimit)
    }

    /// When to wake next, by `CLOCK_BOOTTIME` in nanoseconds; nil for no time.
    package func wake(at time: Int64?) { timers.expire(at: time) }

    /// Lets ``next()`` return; from any thread.
    package func ring() { bell.ring() }

    package func answer(_ ticket: Int, _ packet: [UInt8]) { clients.answer(ticket, packet) }

    /// Waits until something has happened, or somebody has rung; for one thread.
    package func next() -> [Event] {
        let connected = clients.descriptors
        // Who comes when all places are taken waits in the queue.
        let own = [bell.descriptor, signals?.arrivals ?? -1] + timers.descriptors + [clients.isFull ? -1 : listener.number]
        var entries = (own + connected.map(\.descriptor)).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let ready = unsafe poll(&entries, nfds_t(entries.count), timeout)
        clients.cutOffLate()
        guard ready > 0 else { return [] }
        bell.clear()
        var events: [Event] = []
        while let arrival = signals?.next() { events.append(.signalled(arrival)) }
        if timers.haveEnded() { events.append(.woke) }
        for (client, entry) in zip(connected, entries.dropFirst(own.count)) where entry.revents != 0 {
            guard let question = clients.hear(client.ticket) else { continue }
            events.append(.asked(question.packet, by: question.peer, ticket: question.ticket))
        }
        if entries[own.count - 1].revents != 0 { admit() }
        return events
    }

    private func admit() {
        let connection = Descriptor(soc2d_accept(listener.number))
        if connection.isOpen { clients.admit(connection) }
    }

    /// Milliseconds until somebody is to be cut off, or -1 for no end.
    private var timeout: Int32 {
        guard let end = clients.nextEnd else { return -1 }
        return Int32(clamping: max(0, Int((end - .now) / .milliseconds(1)) + 1))
    }
}
