import Controls
import ProbeKit

/// One step of an nf_tables rule (linux/netfilter/nf_tables.h), as far as it matters to ports that are led elsewhere.
enum RuleExpression: Hashable {
    /// What a register can be loaded with.
    enum Field: Hashable {
        /// NFPROTO_IPV4 or NFPROTO_IPV6.
        case family
        case transport
        case destinationAddress, destinationPort
        case other
    }

    /// NFT_CMP_EQ to NFT_CMP_GTE, in the order of the kernel.
    enum Comparison: UInt32 {
        case equal, unequal, less, atMost, greater, atLeast
    }

    case load(Field, into: UInt32)
    case compare(UInt32, Comparison, [UInt8])
    case range(UInt32, isInside: Bool, [UInt8], [UInt8])
    /// A register that gets a value of the rule's own.
    case value([UInt8], into: UInt32)
    /// A set or a map that is looked up; what comes out is not known here.
    case lookup(into: UInt32?)
    case jump(String)
    /// A map whose values are verdicts, so that any chain may be next.
    case verdictMap
    /// The nat expression with type NFT_NAT_DNAT; nil for a part that is not changed.
    case translate(address: UInt32?, port: UInt32?, isRange: Bool, family: UInt32?)
    case redirect(port: UInt32?, isRange: Bool)
    /// A match of xtables(8) on ports; nil where it cannot be told which.
    case ports(Transport, ClosedRange<UInt16>?)
    /// A match of xtables(8) on several ports, which are not read here.
    case unreadPorts
    /// A target DNAT or REDIRECT of xtables(8); no address for this host itself.
    case target(address: [UInt8], port: UInt16?)
    /// Whatever else narrows a rule down, or does something beside it.
    case other
}
