import Controls
import ProbeKit

/// The listeners of a network namespace other than the host's: network_namespaces(7).
struct OtherNetwork: RecordedObject, Hashable, Sendable {
    /// By what it is known: `container=abcdef123456`, `unit=web.service`, `exe=/usr/bin/web`; its inode only if there is nothing else.
    var name = ""
    /// The first listeners, such as `tcp/80 on 0.0.0.0`, sorted; at most ``limit``.
    var listeners: [String] = []
    /// How many listeners there are in all.
    var count = 0
    /// Whether the kernel's tables were longer than what was read of them.
    var isCut = false
    /// Why its tables could not be read.
    var failure: Unread?

    static let limit = 100

    init() {}

    init(_ network: ForeignNetwork) {
        name = Self.name(network)
        let texts = Set(network.sockets.map(Self.text)).sorted()
        count = texts.count
        listeners = Array(texts.prefix(Self.limit))
        isCut = network.isCut
        failure = network.failure
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("count", &count)
        try form.field("cut", &isCut)
        try form.field("failure", &failure)
        try form.field("listeners", &listeners)
        try form.field("name", &name)
    }

    private static let containerWord = "container="

    /// Whether a container lives in it.
    var isOfContainer: Bool { name.hasPrefix(Self.containerWord) }

    private static func name(_ network: ForeignNetwork) -> String {
        let owner = ListenerOwner(network.process)
        if let container = owner.container { return containerWord + quotedWord(container) }
        return owner.phrase.isEmpty ? "inode=\(network.inode)" : owner.phrase
    }

    private static func text(_ socket: ListeningSocket) -> String {
        let address = socket.address.isV6 ? "[\(socket.address)]" : "\(socket.address)"
        return "\(socket.transport.rawValue)/\(socket.port) on \(address)"
    }
}
