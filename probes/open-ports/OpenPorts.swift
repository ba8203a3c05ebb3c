import Controls
package import ProbeKit

/// The evidence: what waits for strangers on this host, and what is not known about it.
package struct OpenPorts: RecordedObject, Hashable, Sendable {
    /// `/proc/sys/net/ipv4/ip_local_port_range`: the ports that the kernel gives to clients; nil where it cannot be read.
    var clientPorts: ClosedRange<UInt16>?
    /// What was there at the look before; nil where there was none.
    var before: EarlierLook?
    /// What listeners that may speak in the clear said.
    var contacts: [Contact] = []
    /// Why nobody could be asked to contact them; nil where that was not needed, or went well.
    var contactFailure: Unread?
    /// The tables in `/proc/self/net` that stand in for sock_diag(7).
    var fallbacks: [String] = []
    /// The protocols whose sockets are not known; `sock_diag` stands for all of them.
    var gaps: [Unread] = []
    /// Why the kernel's NAT rules could not be read, or not all of them; nil where they were, or are not needed.
    var natFailure: Unread?
    /// Whether anything on this host publishes ports by NAT: a container runtime, or a rule that was seen.
    var usesNat = false
    /// The networks of containers and other namespaces, apart from the host's.
    var networks: [OtherNetwork] = []
    /// Whether it is known of every process in which network it lives.
    var areNetworksComplete = true
    /// Whether our network namespace was seen to be the one of PID 1.
    var isNamespaceVerified = true
    /// Whether the descriptors of every process could be listed.
    var isWalkComplete = true
    /// Sorted by port, protocol and address.
    var listeners: [Listener] = []
    /// Why the processes could not be walked at all; nil where they were, completely or not.
    var walkFailure: Unread?
    /// How often the host has been looked at in a row, this time included; at most ``sightingLimit``.
    var scans = 1

    /// Counting goes no further, so that the evidence of a steady host comes to rest.
    static let sightingLimit = 100
    /// The gap that leaves nothing known.
    static let everything = "sock_diag"
    /// The source of ports that are published without a socket.
    static let nat = "nat"

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var ends = clientPorts.map { [$0.lowerBound, $0.upperBound] }
        try form.field("before", &before)
        try form.field("client_ports", &ends)
        clientPorts = ends.flatMap { $0.count == 2 && $0[0] <= $0[1] ? $0[0]...$0[1] : nil }
        try form.field("contact_failure", &contactFailure)
        try form.field("contacts", &contacts)
        try form.field("fallbacks", &fallbacks)
        try form.field("gaps", &gaps)
        try form.field("listeners", &listeners)
        try form.field("namespace_verified", &isNamespaceVerified)
        try form.field("nat_failure", &natFailure)
        try form.field("networks", &networks)
        try form.field("networks_complete", &areNetworksComplete)
        try form.field("scans", &scans)
        try form.field("uses_nat", &usesNat)
        try form.field("walk_complete", &isWalkComplete)
        try form.field("walk_failure", &walkFailure)
    }

    /// The NAT rules as a source that should have been read; where nothing publishes ports they do not matter.
    var natGap: Unread? { usesNat ? natFailure : nil }

    /// Every source that should have been read and was not, the NAT rules among them.
    var allGaps: [Unread] { gaps + (natGap.map { [$0] } ?? []) }

    /// What is observed where nothing can be known.
    static func nothing(because unread: Unread) -> OpenPorts {
        var evidence = OpenPorts()
        evidence.gaps = [unread]
        evidence.isNamespaceVerified = false
        evidence.isWalkComplete = false
        return evidence
    }
}
