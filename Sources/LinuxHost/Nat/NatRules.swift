import Controls
import ProbeKit

/// The NAT rules of the running kernel, asked over nfnetlink. It takes CAP_NET_ADMIN.
enum NatRules {
    /// Nothing where the kernel has no nf_tables. The rules of the older ip_tables are not read; where there are any, that is said.
    static func publishedPorts() throws(ProbeFailure) -> PublishedPorts {
        var published = PublishedPorts()
        if mayBeAsked() { published = try rules() }
        if hasOlderRules() {
            published.unread = Unread(
                "nat", .unsupportedFormat, "ip_tables has NAT rules of its own, which only `iptables-legacy -t nat -S` shows")
        }
        return published
    }

    private static func rules() throws(ProbeFailure) -> PublishedPorts {
        var socket = try NetlinkSocket(.rules)
        var sequence: UInt32 = 0
        guard let chains = try dump(.chains, from: &socket, sequence: &sequence, tablesOf: []), !chains.entrances.isEmpty,
            let all = try dump(.rules, from: &socket, sequence: &sequence, tablesOf: chains.entrances)
        else { return PublishedPorts() }
        return published(entrances: chains.entrances, rules: all.rules)
    }

    static func published(entrances: [RuleReader.Chain], rules: [RuleReader.Chain: [[RuleExpression]]]) -> PublishedPorts {
        let walk = NatWalk(from: entrances, rules: rules)
        let named = walk.unread.prefix(3).joined(separator: ", ") + (walk.unread.count > 3 ? " and others" : "")
        let unread =
            walk.unread.isEmpty ? nil : Unread("nat", .unsupportedFormat, "it cannot be told which ports are led elsewhere by \(named)")
        return PublishedPorts(ports: walk.ports, isInUse: walk.isInUse, unread: unread)
    }

    /// nil where the kernel has no nf_tables.
    private static func dump(
        _ kind: RuleReader.Kind, from socket: inout NetlinkSocket, sequence: inout UInt32, tablesOf entrances: [RuleReader.Chain]
    ) throws(ProbeFailure) -> RuleReader? {
        for _ in 1...3 {
            sequence += 1
            var reader = RuleReader(kind, sequence: sequence, tablesOf: entrances)
            try socket.request(kind, sequence: sequence)
            switch try socket.hear(&reader) {
            case .refused(1), .refused(13):
                throw ProbeFailure(.permissionDenied, "the kernel's NAT rules cannot be read: it takes CAP_NET_ADMIN")
            // EINVAL, EOPNOTSUPP: the subsystem is not there.
            case .refused(22), .refused(95): return nil
            case .refused(let error): throw ProbeFailure(.toolFailed, "the kernel's NAT rules cannot be read: error \(error)")
            case .end, .more: if !reader.wasInterrupted { return reader }
            }
        }
        throw ProbeFailure(.changedDuringRead, "the kernel's NAT rules changed while they were read, three times over")
    }

    /// Whether the kernel has nf_tables already: the question alone would load its module. Where that cannot be told it is asked.
    private static func mayBeAsked() -> Bool {
        guard let modules = try? KernelFile.contents(of: "/proc/modules") else { return true }
        if ByteLines(modules).contains(where: { $0.line.starts(with: "nf_tables ".utf8) }) { return true }
        guard let release = try? KernelFile.contents(of: "/proc/sys/kernel/osrelease").dropLast(),
            let builtIn = try? KernelFile.contents(of: "/lib/modules/\(release.escaped)/modules.builtin")
        else { return true }
        return ByteLines(builtIn).contains { $0.line.suffix(13).elementsEqual("/nf_tables.ko".utf8) }
    }

    /// `/proc/net/ip_tables_names` lists the tables of ip_tables that are in use.
    private static func hasOlderRules() -> Bool {
        ["/proc/self/net/ip_tables_names", "/proc/self/net/ip6_tables_names"].contains { path in
            ((try? KernelFile.contents(of: path)).map { ByteLines($0).contains { $0.line.elementsEqual("nat".utf8) } }) ?? false
        }
    }
}
