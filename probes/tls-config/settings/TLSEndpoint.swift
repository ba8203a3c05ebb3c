import Controls
import ProbeKit

/// A service that the entity names itself: `Endpoint=www.example.com:443 name=example.com`.
struct TLSEndpoint: Hashable, Sendable, CustomStringConvertible {
    let host: HostOrAddress
    let port: UInt16
    /// The name that clients send; a host that is a name is its own.
    let serverName: HostName?
    /// The name that clients look for in the certificate; that of ``serverName`` unless something else is said.
    let declaredName: HostOrAddress?
    /// Whether `name=` says it, so that it also counts for clients that send no name.
    let isNameStated: Bool
    let startTLS: StartTLS?
    /// The file whose first certificate it has to show; nil where the configuration of the service tells.
    let certificate: String?

    /// What an entry looks like, for people who mistyped one.
    static let expected =
        "HOST:PORT [sni=NAME] [name=NAME|ADDRESS] [starttls=PROTOCOL|none] [certificate=/PATH], such as www.example.com:443 or "
        + "[2001:db8::1]:25 starttls=smtp; protocols: \(StartTLS.allCases.map(\.rawValue).joined(separator: " ")); "
        + "international names in their xn-- form"

    /// What is wrong with an entry.
    struct Misspelt: Error {
        /// What the part that is wrong looks like; the whole entry where no part can be blamed.
        let expected: String
    }

    /// Reads an entry; nil for anything that is not exactly one, and for a part that stands twice.
    init?(_ text: String) { try? self.init(parsing: text) }

    /// The same, telling which part is wrong.
    init(parsing text: String) throws(Misspelt) {
        guard let words = splitWords(text), let first = words.first else { throw Misspelt(expected: Self.expected) }
        (host, port) = try Self.hostAndPort(first)
        var parts = try Self.parts(words.dropFirst())
        let sni = try Self.take("sni", from: &parts, expected: "a host name") { HostName($0) }
        let name = try Self.take("name", from: &parts, expected: "a host name or an address") { HostOrAddress($0) }
        certificate = try Self.take("certificate", from: &parts, expected: "an absolute path") { $0.hasPrefix("/") ? $0 : nil }
        let protocols = "one of none \(StartTLS.allCases.map(\.rawValue).joined(separator: " "))"
        let startTLS = try Self.take("starttls", from: &parts, expected: protocols) { word -> StartTLS?? in
            word == "none" ? .some(nil) : StartTLS(rawValue: word).map { .some($0) }
        }
        guard parts.isEmpty else { throw Misspelt(expected: "no other parts than sni= name= starttls= certificate=") }
        serverName = sni ?? host.name
        declaredName = name ?? serverName.map { .name($0) }
        isNameStated = name != nil
        self.startTLS = startTLS ?? KnownTLSPorts.startTLS[port]
    }

    /// Takes a part away; nil where it is not written.
    private static func take<Value>(
        _ key: String, from parts: inout [String: String], expected: String, _ read: (String) -> Value?
    ) throws(Misspelt) -> Value? {
        guard let text = parts.removeValue(forKey: key) else { return nil }
        guard let value = read(text) else { throw Misspelt(expected: "\(key)= with \(expected)") }
        return value
    }

    /// As results print it, and as it can be written.
    var description: String {
        var words = ["\(host):\(port)"]
        if let serverName { words.append("sni=\(serverName)") }
        if let declaredName, isNameStated { words.append("name=\(declaredName)") }
        if let startTLS { words.append("starttls=\(startTLS.rawValue)") }
        if let certificate { words.append("certificate=\(quotedWord(certificate))") }
        return words.joined(separator: " ")
    }

    private static func hostAndPort(_ text: String) throws(Misspelt) -> (HostOrAddress, UInt16) {
        guard let colon = text.lastIndex(of: ":") else { throw Misspelt(expected: expected) }
        let (hostText, portText) = (text[..<colon], text[text.index(after: colon)...])
        // Without brackets nobody can tell where an IPv6 address ends.
        guard !hostText.contains(":") || hostText.hasPrefix("["), let host = HostOrAddress(hostText) else {
            throw Misspelt(expected: "before the port a name, in its xn-- form, or an address, IPv6 in brackets")
        }
        guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(portText), port > 0 else {
            throw Misspelt(expected: "behind the last colon a port from 1 to 65535")
        }
        return (host, port)
    }

    private static func parts(_ words: some Sequence<String>) throws(Misspelt) -> [String: String] {
        var parts: [String: String] = [:]
        for word in words {
            guard let equals = word.firstIndex(of: "=") else { throw Misspelt(expected: expected) }
            let value = String(word[word.index(after: equals)...])
            guard !value.isEmpty, parts.updateValue(value, forKey: String(word[..<equals])) == nil else {
                throw Misspelt(expected: "each part once, and none empty")
            }
        }
        return parts
    }
}
