import Controls
import ProbeKit

/// What people read about listeners.
enum ListenerText {
    static let interface = Source("sock_diag(7)")
    /// The kernel's NAT rules.
    static let rules = Source("nf_tables")
    static let clientPorts = Source("/proc/sys/net/ipv4/ip_local_port_range")
    /// More members than this are only counted.
    private static let namedMembers = 3

    /// `port 8080 on [::] and IPv4 (wildcard), held by web.service (/usr/bin/web, uid 33)`.
    static func observed(_ members: [Listener]) -> String {
        let texts = members.prefix(namedMembers).map { member in
            let what = member.transport == .raw ? "raw IP protocol" : "port"
            let count = member.sockets == 1 ? "" : ", \(member.sockets) sockets"
            return "\(what) \(member.port) on \(member.place) (\(member.addressClass.rawValue)), "
                + "\(holding(member))\(count)"
        }
        let rest = members.count - texts.count
        return texts.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
    }

    private static func holding(_ listener: Listener) -> String {
        guard listener.owner.kind == .nat else { return "held by \(listener.owner.description)" }
        let places = listener.leadsTo.map { place in
            listener.targets.first.map { "\($0.text)" } ?? "port \(place.port) of this host, or of one that is not named"
        }
        return "led to \(places.joined(separator: " and ")) by NAT rules"
    }

    /// The interface that told of the listeners.
    static func sources(_ members: [Listener], in evidence: OpenPorts) -> [Source] {
        var sources = Set(members.filter { $0.owner.kind != .nat }.compactMap { fallback(of: $0, in: evidence) }).sorted().map {
            Source($0)
        }
        if members.contains(where: { $0.owner.kind == .nat }) { sources.append(rules) }
        return sources.isEmpty ? [interface] : sources
    }

    static func notes(_ members: [Listener], in evidence: OpenPorts) -> [Note] {
        var notes = namespaceNotes(evidence)
        if members.contains(where: { fallback(of: $0, in: evidence) != nil }) {
            notes.append(Note(.attention, "read from /proc/net, since this kernel has no sock_diag for the protocol"))
        }
        for owner in Set(members.map(\.owner)).sorted(by: { $0.description < $1.description }) {
            if owner.isReplaced { notes.append(Note(.attention, "the program file was replaced or removed after the start")) }
            if let container = owner.container { notes.append(Note(.attention, "held inside container \(container)")) }
            if isPublisher(owner) {
                notes.append(Note(.attention, "a published container port"))
            }
        }
        return notes
    }

    /// The note that our network may not be the host's; none where it was seen to be.
    static func namespaceNotes(_ evidence: OpenPorts) -> [Note] {
        if evidence.isNamespaceVerified { return [] }
        return [Note(.attention, "the network namespace could not be compared with the one of PID 1")]
    }

    /// Where nothing is seen to publish ports, unread NAT rules are worth no more than a note.
    static func natNotes(_ evidence: OpenPorts) -> [Note] {
        guard evidence.natGap == nil, let failure = evidence.natFailure else { return [] }
        return [Note(.attention, "ports published by NAT rules would not be seen: \(failure.text)")]
    }

    /// What may be wrong about a population that is called empty.
    static func populationNotes(_ evidence: OpenPorts) -> [Note] { namespaceNotes(evidence) + natNotes(evidence) }

    /// The programs by which container runtimes hold a published port.
    static func isPublisher(_ owner: ListenerOwner) -> Bool { owner.program.map { publishers.contains(String($0)) } ?? false }

    private static let publishers: Set<String> = [
        "docker-proxy", "dockerd", "conmon", "rootlessport", "slirp4netns", "pasta", "pasta.avx2",
    ]

    private static func fallback(of listener: Listener, in evidence: OpenPorts) -> String? {
        let table = "/proc/self/net/\(listener.transport.rawValue)\(listener.address.isV6 ? "6" : "")"
        return evidence.fallbacks.contains(table) ? table : nil
    }
}
