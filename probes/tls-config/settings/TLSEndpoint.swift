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

    /// Reads an entry; nil for anything that is not exactly one, and for a part that stands twice.
    init?(_ text: String) {
        guard let words = splitWords(text), let first = words.first, let (host, port) = Self.hostAndPort(first),
            let parts = Self.parts(words.dropFirst())
        else { return nil }
        let sni = parts["sni"].flatMap { HostName($0) }
        let name = parts["name"].flatMap { HostOrAddress($0) }
        let startTLS = parts["starttls"].flatMap { StartTLS(rawValue: $0) }
        let certificate = parts["certificate"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let isPlainTLS = parts["starttls"] == "none"
        let understood = [sni != nil, name != nil, startTLS != nil || isPlainTLS, certificate != nil].count { $0 }
        guard understood == parts.count else { return nil }
        self.host = host
        self.port = port
        serverName = sni ?? host.name
        declaredName = name ?? serverName.map { .name($0) }
        isNameStated = name != nil
        self.startTLS = isPlainTLS ? nil : startTLS ?? KnownTLSPorts.startTLS[port]
        self.certificate = certificate
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

    private static func hostAndPort(_ text: String) -> (HostOrAddress, UInt16)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let (hostText, portText) = (text[..<colon], text[text.index(after: colon)...])
        // Without brackets nobody can tell where an IPv6 address ends.
        guard !hostText.contains(":") || hostText.hasPrefix("["), let host = HostOrAddress(hostText) else { return nil }
        guard portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(portText), port > 0 else { return nil }
        return (host, port)
    }

    private static func parts(_ words: some Sequence<String>) -> [String: String]? {
        var parts: [String: String] = [:]
        for word in words {
            guard let equals = word.firstIndex(of: "=") else { return nil }
            let value = String(word[word.index(after: equals)...])
            guard !value.isEmpty, parts.updateValue(value, forKey: String(word[..<equals])) == nil else { return nil }
        }
        return parts
    }
}
