import Controls
import ProbeKit

/// Reads what nf_tables answers to one dump request for chains or rules.
struct RuleReader: DumpReader {
    enum Kind: String {
        case chains, rules

        /// NFT_MSG_GETCHAIN, NFT_MSG_GETRULE.
        var question: UInt8 {
            switch self {
            case .chains: 4
            case .rules: 7
            }
        }

        /// NFT_MSG_NEWCHAIN, NFT_MSG_NEWRULE of NFNL_SUBSYS_NFTABLES.
        fileprivate var answer: UInt16 {
            switch self {
            case .chains: 10 << 8 | 3
            case .rules: 10 << 8 | 6
            }
        }
    }

    /// Which chain of which table.
    struct Chain: Hashable {
        /// NFPROTO_INET (1), NFPROTO_IPV4 (2), NFPROTO_IPV6 (10).
        let family: UInt8
        let table: String
        let name: String

        /// `ip nat PREROUTING`, as nft(8) names it.
        var text: String { "\(family == 1 ? "inet" : family == 2 ? "ip" : "ip6") \(table) \(name)" }
    }

    let kind: Kind
    let sequence: UInt32
    /// The chains of type nat that packets meet before routing.
    private(set) var entrances: [Chain] = []
    /// The rules of the wanted tables, by chain and in their order.
    private(set) var rules: [Chain: [[RuleExpression]]] = [:]
    var wasInterrupted = false
    private var count = 0
    /// The tables whose rules are kept.
    private let tables: Set<Chain>

    /// More than this is hostile; a large cluster has some ten thousand.
    static let limit = 1 << 17

    init(_ kind: Kind, sequence: UInt32, tablesOf entrances: [Chain] = []) {
        self.kind = kind
        self.sequence = sequence
        tables = Set(entrances.map { Chain(family: $0.family, table: $0.table, name: "") })
    }

    var question: String { "\(kind.rawValue) of nf_tables" }

    /// `struct nfgenmsg` of 4 bytes with the family in front, then attributes.
    mutating func take(_ body: RecordBytes, kind number: UInt16) throws(ProbeFailure) {
        guard number == kind.answer else { throw malformed("a message of the unknown kind \(number)") }
        guard let family = body.byte(at: 0), body.count >= 4, let attributes = body.part(4..<body.count).attributes else {
            throw malformed("a message that cannot be read")
        }
        guard [1, 2, 10].contains(family) else { return }
        count += 1
        guard count <= Self.limit else { throw ProbeFailure(.limitExceeded, "more than \(Self.limit) \(question)") }
        let values = Dictionary(attributes.map { ($0.kind, $0.value) }, uniquingKeysWith: { first, _ in first })
        switch kind {
        case .chains: try takeChain(values, family)
        case .rules: try takeRule(values, family)
        }
    }

    /// NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME, NFTA_CHAIN_HOOK with NFTA_HOOK_HOOKNUM, NFTA_CHAIN_TYPE.
    private mutating func takeChain(_ values: [UInt16: RecordBytes], _ family: UInt8) throws(ProbeFailure) {
        guard let table = values[1]?.text, let name = values[3]?.text else { throw malformed("a chain without a name") }
        guard values[7]?.text == "nat", let hook = values[4] else { return }
        guard let number = hook.attributes?.first(where: { $0.kind == 1 })?.value.bigEndian32(at: 0) else {
            throw malformed("a chain without a hook")
        }
        if number == Self.beforeRouting { entrances.append(Chain(family: family, table: table, name: name)) }
    }

    /// NFTA_RULE_TABLE, NFTA_RULE_CHAIN, NFTA_RULE_EXPRESSIONS.
    private mutating func takeRule(_ values: [UInt16: RecordBytes], _ family: UInt8) throws(ProbeFailure) {
        guard let table = values[1]?.text, let chain = values[2]?.text else { throw malformed("a rule without a chain") }
        guard tables.contains(Chain(family: family, table: table, name: "")) else { return }
        guard let expressions = values[4].map(ExpressionReader(family: family).expressions) ?? [] else {
            throw malformed("a rule that cannot be read")
        }
        rules[Chain(family: family, table: table, name: chain), default: []].append(expressions)
    }

    /// NF_INET_PRE_ROUTING.
    private static let beforeRouting: UInt32 = 0
}
