import Controls
import ProbeKit

/// What the entity allows: its `AllowListener=` entries, and the listeners of an approved baseline as if they stood there.
struct Approvals: Sendable {
    /// How an entry and a listener go together.
    enum Match: Hashable, Sendable {
        case allowed(ListenerPattern, at: Place?)
        /// Fits an entry as far as can be seen, but not who holds the socket.
        case ownerUnknown(ListenerPattern)
        case none
    }

    private struct Port: Hashable {
        let transport: Transport
        let port: UInt16
    }

    private typealias Entry = Settings.Placed<ListenerPattern>

    /// Entries of one port are found by it, since a baseline may hold thousands.
    private var ofPort: [Port: [Entry]] = [:]
    private var ofRange: [Entry] = []
    let isEmpty: Bool

    /// - Parameter baseline: the listeners that a person approved; nil without a baseline.
    init(_ entries: [Settings.Placed<ListenerPattern>], baseline: [Listener]?) {
        isEmpty = entries.isEmpty && baseline == nil
        for entry in entries { add(entry) }
        for pattern in Set((baseline ?? []).map(Self.pattern)) { add(Entry(value: pattern, place: nil)) }
    }

    /// Whether the holder of a listener is the one that a person approved: neither a program in no unit nor a holder that was not seen
    /// stands for a unit, nor the latter for a program.
    private static func isHolderApproved(_ owner: ListenerOwner, as pattern: ListenerPattern) -> Bool {
        if pattern.unit != nil { return true }
        return (owner.unitName ?? "").isEmpty && (pattern.executable != nil || (owner.executablePath ?? "").isEmpty)
    }

    /// What a person approves with a listener.
    static func item(_ listener: Listener) -> ApprovableItem {
        let pattern = pattern(listener)
        let holder = pattern.unit.map { "unit \($0)" } ?? pattern.executable.map { "program \($0)" } ?? "a holder that was not seen"
        return ApprovableItem(
            OpenPortsProbe.unexpectedListener, subject: listener.subject, value: "address \(listener.addressClass.rawValue), \(holder)")
    }

    private mutating func add(_ entry: Entry) {
        let range = entry.value.range
        if range.ports.count == 1 {
            ofPort[Port(transport: range.transport, port: range.ports.lowerBound), default: []].append(entry)
        } else {
            ofRange.append(entry)
        }
    }

    /// The identity of an approved listener: protocol, class, port and unit, or program where there is no unit.
    private static func pattern(_ listener: Listener) -> ListenerPattern {
        let unit = listener.owner.unitName.flatMap { $0.isEmpty ? nil : NamePattern(literal: $0) }
        return ListenerPattern(
            PortRange(listener.transport, listener.port...listener.port), address: .ofClass(listener.addressClass), unit: unit,
            executable: unit == nil ? listener.owner.executablePath : nil)
    }

    /// The best match for all that a listener serves: a dual-stack socket must be allowed for both families.
    func match(_ listener: Listener) -> Match {
        let entries =
            (ofPort[Port(transport: listener.transport, port: listener.port)] ?? [])
            + ofRange.filter { $0.value.range.contains(listener.transport, listener.port) }
        var worst: Match?
        for address in listener.served {
            switch best(of: entries, for: listener, at: address) {
            case .none: return .none
            case .ownerUnknown(let pattern): worst = .ownerUnknown(pattern)
            case .allowed(let pattern, let place): worst = worst ?? .allowed(pattern, at: place)
            }
        }
        return worst ?? .none
    }

    private func best(of entries: [Entry], for listener: Listener, at address: IPAddress) -> Match {
        var best = Match.none
        for entry in entries {
            switch entry.value.fit(listener, at: address) {
            case .fits:
                if entry.place == nil, !Self.isHolderApproved(listener.owner, as: entry.value) { continue }
                return .allowed(entry.value, at: entry.place)
            case .ownerUnknown: best = .ownerUnknown(entry.value)
            case .none: continue
            }
        }
        return best
    }
}
