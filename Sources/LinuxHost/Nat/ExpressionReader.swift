import Controls
import ProbeKit

/// Reads the expressions of a rule. What is not known here becomes ``RuleExpression/other``; nil only for what is cut off.
struct ExpressionReader {
    /// NFPROTO_ of the rule's table.
    let family: UInt8

    /// A list of elements (NFTA_LIST_ELEM), each with a name and data (NFTA_EXPR_NAME, NFTA_EXPR_DATA).
    func expressions(_ list: RecordBytes) -> [RuleExpression]? {
        guard let elements = list.attributes else { return nil }
        var expressions: [RuleExpression] = []
        for element in elements {
            guard let parts = element.value.attributes, let name = parts.first(where: { $0.kind == 1 })?.value.text else { return nil }
            guard let fields = Fields(parts.first { $0.kind == 2 }?.value) else { return nil }
            expressions.append(expression(name, fields))
        }
        return expressions
    }

    /// The attributes of one expression by kind.
    private struct Fields {
        private let values: [UInt16: RecordBytes]

        init?(_ data: RecordBytes?) {
            guard let attributes = data.map(\.attributes) ?? [] else { return nil }
            values = Dictionary(attributes.map { ($0.kind, $0.value) }, uniquingKeysWith: { first, _ in first })
        }

        func number(_ kind: UInt16) -> UInt32? { values[kind]?.bigEndian32(at: 0) }
        func text(_ kind: UInt16) -> String? { values[kind]?.text }
        func bytes(_ kind: UInt16) -> RecordBytes? { values[kind] }

        /// NFTA_DATA_VALUE of nested data.
        func data(_ kind: UInt16) -> [UInt8]? {
            values[kind]?.attributes?.first { $0.kind == 1 }.map { Array($0.value.bytes(0..<$0.value.count)) }
        }

        /// NFTA_DATA_VERDICT of nested data: its code and chain.
        func verdict(_ kind: UInt16) -> (code: Int32, chain: String?)? {
            guard let verdict = values[kind]?.attributes?.first(where: { $0.kind == 2 })?.value.attributes else { return nil }
            guard let code = verdict.first(where: { $0.kind == 1 })?.value.bigEndian32(at: 0) else { return nil }
            return (Int32(bitPattern: code), verdict.first { $0.kind == 2 }?.value.text)
        }
    }

    private func expression(_ name: String, _ fields: Fields) -> RuleExpression {
        switch name {
        case "meta": load(meta(fields.number(2)), into: fields.number(1))
        case "payload": load(payload(fields.number(2), fields.number(3), fields.number(4)), into: fields.number(1))
        case "cmp": compare(fields)
        case "range": range(fields)
        case "immediate": immediate(fields)
        case "lookup": fields.number(3) == 0 ? .verdictMap : .lookup(into: fields.number(3))
        case "nat" where fields.number(1) == 1:
            .translate(
                address: fields.number(3), port: fields.number(5), isRange: fields.number(6) != fields.number(5) && fields.number(6) != nil,
                family: fields.number(2))
        case "redir": .redirect(port: fields.number(1), isRange: fields.number(2) != fields.number(1) && fields.number(2) != nil)
        case "match": match(fields.text(1), fields.bytes(3))
        case "target": target(fields.text(1), revision: fields.number(2) ?? 0, fields.bytes(3))
        // These write a register of their own choice, each under its own attribute.
        case "bitwise", "byteorder": load(.other, into: fields.number(2))
        case "ct", "fib", "hash", "numgen", "osf", "rt", "socket", "tunnel", "exthdr", "xfrm": load(.other, into: fields.number(1))
        default: .other
        }
    }

    private func load(_ field: RuleExpression.Field, into register: UInt32?) -> RuleExpression {
        register.map { .load(field, into: $0) } ?? .other
    }

    /// NFT_META_NFPROTO, NFT_META_L4PROTO.
    private func meta(_ key: UInt32?) -> RuleExpression.Field {
        switch key {
        case 15: .family
        case 16: .transport
        default: .other
        }
    }

    /// Where destination and protocol stand in the headers of RFC 791, RFC 8200 and of every transport.
    private func payload(_ base: UInt32?, _ offset: UInt32?, _ length: UInt32?) -> RuleExpression.Field {
        switch (base, offset, length) {
        case (2, 2, 2): .destinationPort
        case (1, 9, 1) where family != 10: .transport
        case (1, 6, 1) where family != 2: .transport
        case (1, 16, 4) where family != 10: .destinationAddress
        case (1, 24, 16) where family != 2: .destinationAddress
        default: .other
        }
    }

    private func compare(_ fields: Fields) -> RuleExpression {
        guard let register = fields.number(1), let comparison = fields.number(2).flatMap(RuleExpression.Comparison.init),
            let value = fields.data(3)
        else { return .other }
        return .compare(register, comparison, value)
    }

    private func range(_ fields: Fields) -> RuleExpression {
        guard let register = fields.number(1), let from = fields.data(3), let to = fields.data(4) else { return .other }
        return .range(register, isInside: fields.number(2) ?? 0 == 0, from, to)
    }

    /// NFT_JUMP is -3, NFT_GOTO -4.
    private func immediate(_ fields: Fields) -> RuleExpression {
        if let verdict = fields.verdict(2) {
            guard verdict.code == -3 || verdict.code == -4, let chain = verdict.chain else { return .other }
            return .jump(chain)
        }
        guard let register = fields.number(1), let value = fields.data(2) else { return .other }
        return .value(value, into: register)
    }

    /// `struct xt_tcp` and `struct xt_udp`: four ports in the host's byte order, then flags. XT_TCP_INV_DSTPT, XT_UDP_INV_DSTPT.
    private func match(_ name: String?, _ info: RecordBytes?) -> RuleExpression {
        let transport: Transport
        let flagsPlace: Int
        switch name {
        case "tcp": (transport, flagsPlace) = (.tcp, 11)
        case "udp": (transport, flagsPlace) = (.udp, 8)
        case "multiport", "set", "sctp", "bpf", "u32": return .unreadPorts
        default: return .other
        }
        guard let info, let first = info.number16(at: 4), let last = info.number16(at: 6), let flags = info.byte(at: flagsPlace),
            first <= last, flags & 2 == 0
        else { return .ports(transport, nil) }
        return .ports(transport, first...last)
    }

    /// `struct nf_nat_ipv4_multi_range_compat` for revision 0 of IPv4, else `struct nf_nat_range` and what was added to its end.
    /// NF_NAT_RANGE_MAP_IPS, NF_NAT_RANGE_PROTO_SPECIFIED.
    private func target(_ name: String?, revision: UInt32, _ info: RecordBytes?) -> RuleExpression {
        guard name == "DNAT" || name == "REDIRECT", let info else { return .other }
        let isOldForm = revision == 0 && family == 2
        guard let flags = info.number32(at: isOldForm ? 4 : 0), let low = info.bigEndian16(at: isOldForm ? 16 : 36),
            let high = info.bigEndian16(at: isOldForm ? 18 : 38)
        else { return .target(address: [], port: nil) }
        let start = isOldForm ? 8 : 4
        let address = Array(info.bytes(start..<start + (family == 2 ? 4 : 16)))
        return .target(address: flags & 1 != 0 ? address : [], port: flags & 2 != 0 && low == high ? low : nil)
    }
}
