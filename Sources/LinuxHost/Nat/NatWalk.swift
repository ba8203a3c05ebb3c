import Controls
import ProbeKit

/// Follows rules from the chains that packets meet before routing, to the ports that are led elsewhere. Pure.
///
/// Conditions on anything but protocol, destination address and port are taken as met: a rule for some interfaces only publishes
/// all the same. So a port may be listed that few can reach, but none is left out.
struct NatWalk {
    private let rules: [RuleReader.Chain: [[RuleExpression]]]
    private(set) var ports: [PublishedPort] = []
    /// The rules whose ports cannot be told: `a rule of ip nat DOCKER`.
    private(set) var unread: [String] = []
    private(set) var isInUse = false
    private var visited: [RuleReader.Chain: Set<NatPath>] = [:]
    private var steps = 0

    /// A rule for more ports than this is not listed port by port.
    private static let rangeLimit = 256
    private static let portLimit = 4096
    private static let stepLimit = 1 << 18
    private static let depthLimit = 16

    init(from entrances: [RuleReader.Chain], rules: [RuleReader.Chain: [[RuleExpression]]]) {
        self.rules = rules
        for entrance in entrances {
            follow(entrance, NatPath(family: entrance.family == 1 ? nil : entrance.family), depth: 0)
        }
    }

    private mutating func follow(_ chain: RuleReader.Chain, _ path: NatPath, depth: Int) {
        guard visited[chain, default: []].insert(path).inserted else { return }
        for rule in rules[chain] ?? [] {
            steps += 1
            guard steps <= Self.stepLimit, depth <= Self.depthLimit else { return note(chain) }
            follow(rule, in: chain, path, depth: depth)
        }
    }

    private mutating func follow(_ rule: [RuleExpression], in chain: RuleReader.Chain, _ start: NatPath, depth: Int) {
        var path = start
        var fields: [UInt32: RuleExpression.Field] = [:]
        var values: [UInt32: [UInt8]] = [:]
        for expression in rule {
            switch expression {
            case .load(let field, let register):
                fields[register] = field
                values[register] = nil
            case .value(let value, let register):
                fields[register] = nil
                values[register] = value
            case .compare(let register, let comparison, let value): fields[register].map { path.take($0, comparison, value) }
            case .range(let register, let isInside, let from, let to):
                guard fields[register] == .destinationPort else { continue }
                path.take(.destinationPort, isInside ? .atLeast : .unequal, from)
                path.take(.destinationPort, isInside ? .atMost : .unequal, to)
            case .lookup(let result):
                if fields.values.contains(.destinationPort) || fields.values.contains(.transport) { path.ports = .unknown }
                if let result { (fields[result], values[result]) = (nil, nil) }
            case .ports(let transport, let range):
                path.transport = transport
                if let range { path.narrow(to: range) } else { path.ports = .unknown }
            case .unreadPorts: path.ports = .unknown
            case .jump(let name):
                follow(RuleReader.Chain(family: chain.family, table: chain.table, name: name), path, depth: depth + 1)
            case .verdictMap: note(chain)
            case .translate(let address, let port, let isRange, let family):
                if let family { path.family = UInt8(exactly: family) }
                publish(
                    path, to: address.flatMap { values[$0] } ?? [], isRange ? nil : port.flatMap { values[$0] }.flatMap(NatPath.port),
                    by: chain)
            case .redirect(let port, let isRange):
                publish(path, to: [], isRange ? nil : port.flatMap { values[$0] }.flatMap(NatPath.port), by: chain)
            case .target(let address, let port): publish(path, to: address, port, by: chain)
            case .other: continue
            }
        }
    }

    private mutating func note(_ chain: RuleReader.Chain) {
        let text = "a rule of \(chain.text)"
        isInUse = true
        if !unread.contains(text) { unread.append(text) }
    }

    private mutating func publish(_ path: NatPath, to destination: [UInt8], _ port: UInt16?, by chain: RuleReader.Chain) {
        isInUse = true
        guard case .some(let range) = path.ports, let transport = path.transport, range.count <= Self.rangeLimit,
            ports.count + 2 * range.count <= Self.portLimit
        else { return note(chain) }
        for address in Self.addresses(path) {
            for number in range where number > 0 {
                ports.append(
                    PublishedPort(
                        transport: transport, address: address, port: number, destination: IPAddress(networkOrder: destination[...]),
                        destinationPort: port))
            }
        }
    }

    private static func addresses(_ path: NatPath) -> [IPAddress] {
        if let address = IPAddress(networkOrder: path.address[...]) { return [address] }
        switch path.family {
        case 2: return [.wildcardV4]
        case 10: return [.wildcardV6]
        default: return [.wildcardV4, .wildcardV6]
        }
    }
}
