internal import CLinux
internal import Glibc
internal import ProbeKit
internal import Synchronization

/// Whatever can wake the monitor from outside: its alarm, a clock that was set, signals, and commands at its control socket. One thread waits
/// for all of them in poll(2), for as long as the process lives, and wakes for no other reason.
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
    private let listener: Descriptor
    private let clients: ControlClients
    private let receive: @Sendable (Event) -> Void

    /// Takes the control socket; nothing is heard before ``start()``.
    /// - Parameters:
    ///   - signals: nil for who has no business with them.
    ///   - packetLimit: bytes that a question may have.
    package init(
        signals: ServiceSignals?, control: ControlSocket, packetLimit: Int, receive: @escaping @Sendable (Event) -> Void
    ) throws(ControlFailure) {
        guard let timers = WakeTimers() else { throw .failed(control.path, "the kernel gives no timer: error \(errno)") }
        self.timers = timers
        self.signals = signals
        self.receive = receive
        listener = try control.listening()
        clients = ControlClients(packetLimit: packetLimit)
    }

    /// False where no thread can be had.
    package func start() -> Bool { WorkThread.start { self.run() } }

    /// When to wake next, by `CLOCK_BOOTTIME` in nanoseconds; nil for no time.
    package func wake(at time: Int64?) { timers.expire(at: time) }

    package func answer(_ ticket: Int, _ packet: [UInt8]) { clients.answer(ticket, packet) }

    private func run() -> Never {
        while true { turn() }
    }

    private func turn() {
        let connected = clients.descriptors
        var entries = ([signals?.arrivals ?? -1] + timers.descriptors).map(Self.entry)
        // Who comes when all places are taken waits in the queue.
        entries.append(Self.entry(clients.isFull ? -1 : listener.number))
        let count = entries.count
        entries += connected.map { Self.entry($0.descriptor) }
        let ready = unsafe poll(&entries, nfds_t(entries.count), timeout)
        guard ready > 0 else { return ready == 0 ? clients.cutOffLate() : () }
        while let arrival = signals?.next() { receive(.signalled(arrival)) }
        if timers.haveEnded() { receive(.woke) }
        for (client, entry) in zip(connected, entries.dropFirst(count)) where entry.revents != 0 {
            guard let question = clients.hear(client.ticket) else { continue }
            receive(.asked(question.packet, by: question.peer, ticket: question.ticket))
        }
        if entries[count - 1].revents != 0 { admit() }
        clients.cutOffLate()
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

    private static func entry(_ descriptor: Int32) -> pollfd { pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0) }
}
