import Controls
import ProbeKit

/// What a `.socket` unit listens on in the network, from its file and its drop-ins: systemd.socket(5).
struct SocketUnitFile: Sendable {
    /// One port; no address for every address.
    struct Listen: Hashable, Sendable {
        let transport: Transport
        let address: IPAddress?
        let port: UInt16
    }

    private var streams: [ArraySlice<UInt8>] = []
    private var datagrams: [ArraySlice<UInt8>] = []
    private var socketProtocol: ArraySlice<UInt8> = []
    private var isInSection = false

    init() {}

    /// Reads one more file. What systemd would ignore is ignored here too.
    mutating func read(_ bytes: [UInt8]) {
        isInSection = false
        var continued: [UInt8] = []
        for (_, line) in ByteLines(bytes) {
            let text = line.last == UInt8(ascii: "\r") ? line.dropLast().trimmed : line.trimmed
            if text.first == UInt8(ascii: "#") || text.first == UInt8(ascii: ";") { continue }
            guard text.last != UInt8(ascii: "\\") else {
                continued += text.dropLast() + [UInt8(ascii: " ")]
                continue
            }
            take(continued.isEmpty ? text : (continued + text)[...].trimmed)
            continued = []
        }
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        if line.first == UInt8(ascii: "[") { return isInSection = line.elementsEqual("[Socket]".utf8) }
        guard isInSection, let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return }
        let value = line[(equals + 1)...].trimmed
        switch line[..<equals].trimmed.escaped {
        case "ListenStream": add(value, to: \.streams)
        case "ListenDatagram": add(value, to: \.datagrams)
        // An empty value of any Listen key takes back all of them.
        case "ListenSequentialPacket", "ListenFIFO", "ListenSpecial", "ListenNetlink", "ListenMessageQueue", "ListenUSBFunction":
            if value.isEmpty { (streams, datagrams) = ([], []) }
        case "SocketProtocol": socketProtocol = value
        default: break
        }
    }

    private mutating func add(_ value: ArraySlice<UInt8>, to list: WritableKeyPath<SocketUnitFile, [ArraySlice<UInt8>]>) {
        if value.isEmpty { (streams, datagrams) = ([], []) } else { self[keyPath: list].append(value) }
    }

    /// The ports that are bound. Sockets of other families, and values with specifiers, are not among them.
    var listens: [Listen] {
        let stream = socketProtocol.elementsEqual("sctp".utf8) ? Transport.sctp : .tcp
        let datagram = socketProtocol.elementsEqual("udplite".utf8) ? Transport.udplite : .udp
        return streams.compactMap { Self.listen($0, stream) } + datagrams.compactMap { Self.listen($0, datagram) }
    }

    /// `22`, `192.0.2.1:22`, `[2001:db8::1]:22`, `[fe80::1%eth0]:22`.
    private static func listen(_ value: ArraySlice<UInt8>, _ transport: Transport) -> Listen? {
        if let port = port(value) { return Listen(transport: transport, address: nil, port: port) }
        guard let colon = value.lastIndex(of: UInt8(ascii: ":")), let port = port(value[(colon + 1)...]) else { return nil }
        var host = value[..<colon]
        if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") { host = host.dropFirst().dropLast() }
        let withoutZone = host.prefix { $0 != UInt8(ascii: "%") }
        return IPAddress(withoutZone.escaped).map { Listen(transport: transport, address: $0, port: port) }
    }

    private static func port(_ text: ArraySlice<UInt8>) -> UInt16? {
        text.decimal.flatMap(UInt16.init(exactly:)).flatMap { $0 == 0 ? nil : $0 }
    }
}
