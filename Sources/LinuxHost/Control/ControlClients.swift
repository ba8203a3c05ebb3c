internal import CLinux
internal import Glibc
internal import Synchronization

/// The commands that are connected to the monitor. Each says one packet and gets one; whoever is slow, or says more, is cut off, and nobody
/// is waited for.
final class ControlClients: Sendable {
    /// A packet of a client, to be answered under its ticket.
    struct Question {
        let ticket: Int
        let packet: [UInt8]
        let peer: PeerProcess
    }

    private final class Client: Sendable {
        let connection: Descriptor
        init(_ connection: consuming Descriptor) { self.connection = connection }
    }

    private struct Seat {
        let client: Client
        /// When it is cut off.
        var end: ContinuousClock.Instant
        var hasAsked = false
    }

    private struct State {
        var seats: [Int: Seat] = [:]
        var lastTicket = 0
    }

    private let state = Mutex(State())
    private let packetLimit: Int

    init(packetLimit: Int) { self.packetLimit = packetLimit }

    /// How many may be connected; the next ones wait in the queue of the kernel.
    private static let limit = 16
    /// The time to ask, and the time for which an asker keeps its place.
    private static let patience: (toAsk: Duration, toBeAnswered: Duration) = (.seconds(5), .seconds(300))

    var isFull: Bool { state.withLock { $0.seats.count >= Self.limit } }

    /// Their descriptors by their tickets.
    var descriptors: [(ticket: Int, descriptor: Int32)] {
        state.withLock { $0.seats.map { ($0.key, $0.value.client.connection.number) } }
    }

    /// When the next one is to be cut off; nil while nobody is connected.
    var nextEnd: ContinuousClock.Instant? { state.withLock { $0.seats.values.map(\.end).min() } }

    func admit(_ connection: consuming Descriptor) {
        let client = Client(connection)
        state.withLock { state in
            state.lastTicket += 1
            state.seats[state.lastTicket] = Seat(client: client, end: .now + Self.patience.toAsk)
        }
    }

    func cutOffLate() { state.withLock { state in state.seats = state.seats.filter { $0.value.end > .now } } }

    /// Takes what one has said. Whoever hangs up, says too much, or says something twice, is cut off.
    func hear(_ ticket: Int) -> Question? {
        guard let seat = state.withLock({ $0.seats[ticket] }) else { return nil }
        let descriptor = seat.client.connection.number
        var packet = [UInt8](repeating: 0, count: packetLimit)
        let count = unsafe recv(descriptor, &packet, packetLimit, Int32(MSG_TRUNC) | Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        guard !seat.hasAsked, (1...packetLimit).contains(count), let peer = PeerProcess(of: descriptor) else {
            state.withLock { $0.seats[ticket] = nil }
            return nil
        }
        state.withLock { state in
            state.seats[ticket]?.hasAsked = true
            state.seats[ticket]?.end = .now + Self.patience.toBeAnswered
        }
        return Question(ticket: ticket, packet: Array(packet.prefix(count)), peer: peer)
    }

    /// Sends an answer without waiting. The client is let go when it has hung up, which this makes it seem to have done.
    func answer(_ ticket: Int, _ packet: [UInt8]) {
        guard let client = state.withLock({ $0.seats[ticket]?.client }) else { return }
        let descriptor = client.connection.number
        _ = unsafe send(descriptor, packet, packet.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
