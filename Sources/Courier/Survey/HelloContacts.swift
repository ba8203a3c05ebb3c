internal import ProbeKit

/// Makes one connection for each hello, and no more than is good for either side.
struct HelloContacts: Sendable {
    /// How much is read of an answer. The server has to sign before it can say more than its choice, so that less is faster.
    enum Extent: Sendable {
        /// The ServerHello; where the suite has a temporary key of a size, ServerKeyExchange too.
        case choice
        /// All that is sent in the clear.
        case flight
    }

    static let connectionLimit = 600
    static let silenceLimit = 3
    /// Milliseconds that one contact may take.
    static let patience = 4000

    let service: Service
    /// When to stop asking, so that the control hello still has its time.
    private let lastCall: Deadline
    private let deadline: Deadline
    private(set) var connections = 0
    /// Each list of certificates that was shown in the clear, with another leaf than those before.
    private(set) var shownLists: [[[UInt8]]] = []
    private var silences = 0

    private static let listLimit = 8

    init(_ service: Service, milliseconds: Int) {
        self.service = service
        deadline = .after(milliseconds: milliseconds)
        lastCall = .after(milliseconds: milliseconds - min(1000, milliseconds / 5))
    }

    /// Offers a hello, unless that would be too much.
    mutating func offer(_ hello: ClientHello, reading extent: Extent = .choice) -> HelloAnswer {
        if lastCall.hasPassed { return .unasked("the time was up") }
        if connections >= Self.connectionLimit { return .unasked("\(connections) connections were enough") }
        if silences >= Self.silenceLimit { return .unasked("not tried after \(silences) contacts without an answer") }
        let answer = contacts(hello, extent, until: lastCall)
        if case .silence = answer { silences += 1 }
        return answer
    }

    /// Offers a hello once more at the end.
    mutating func control(_ hello: ClientHello) -> HelloAnswer { contacts(hello, .choice, until: deadline) }

    /// Who closes a connection without a word may have met a limit of connections, and says nothing of the hello: it is offered again.
    private mutating func contacts(_ hello: ClientHello, _ extent: Extent, until limit: Deadline) -> HelloAnswer {
        let answer = contact(hello, extent, until: limit)
        guard case .closed = answer else { return answer }
        return contact(hello, extent, until: limit)
    }

    private mutating func contact(_ hello: ClientHello, _ extent: Extent, until limit: Deadline) -> HelloAnswer {
        connections += 1
        do {
            var connection = try service.open(until: limit.orAfter(milliseconds: Self.patience))
            let answer = Self.answer(to: hello, on: &connection, extent)
            if case .hello(_, let flight) = answer { note(flight.certificates) }
            return answer
        } catch {
            return .failure(error)
        }
    }

    private mutating func note(_ list: [[UInt8]]) {
        guard let leaf = list.first, shownLists.count < Self.listLimit, !shownLists.contains(where: { $0.first == leaf }) else { return }
        shownLists.append(list)
    }

    /// Sends a hello on a connection where TLS can begin, and reads the answer.
    static func answer(to hello: ClientHello, on connection: inout Connection, _ extent: Extent) -> HelloAnswer {
        var flight = ServerFlight()
        let end = read(&flight, after: hello, on: &connection, extent)
        if let hello = flight.hello { return .hello(hello, flight) }
        return flight.alert.map { .alert($0) } ?? end
    }

    /// Reads until it is enough, and gives what ended it before that.
    private static func read(
        _ flight: inout ServerFlight, after hello: ClientHello, on connection: inout Connection, _ extent: Extent
    ) -> HelloAnswer {
        var heard: [UInt8] = []
        // A service that breaks off while we still send may have said why.
        try? connection.send(hello.bytes)
        while !flight.isEnough(extent) {
            do {
                guard let bytes = try connection.receive() else { return flight.end }
                if heard.count < Quotation.limit { heard += bytes }
                do { try flight.take(bytes) } catch { return error == .notTLS ? .words(heard) : .malformed(error.text) }
            } catch {
                switch error {
                case .late: return .silence
                case .broken, .unreachable: return flight.end
                case .tooMuch: return .malformed(error.text)
                }
            }
        }
        return flight.end
    }
}

extension ServerFlight {
    fileprivate func isEnough(_ extent: HelloContacts.Extent) -> Bool {
        guard let hello, !isDone else { return isDone }
        switch extent {
        case .flight: return false
        case .choice:
            return keyExchangeBits != nil || CipherSuite(number: hello.suite).map { !TemporaryKey.isSent(with: $0) } ?? true
        }
    }

    /// What the end of the connection means where no ServerHello came. Warnings alone say nothing.
    fileprivate var end: HelloAnswer { isCutShort ? .malformed("closed in the middle of a message") : .closed }
}
