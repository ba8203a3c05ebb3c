/// A DNS name as it goes over the wire: lower case, international names in their `xn--` form, without the dot of the root.
struct HostName: Hashable, Sendable, CustomStringConvertible {
    let description: String

    /// Reads a name; nil for anything else, for addresses, and for what RFC 1035 has no room for. An underscore is let pass, since
    /// names with one are in use.
    init?(_ text: some StringProtocol) {
        let name = (text.hasSuffix(".") ? String(text.dropLast()) : String(text)).lowercased()
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel) else { return nil }
        // A name that ends in a number is an address, or a mistyped one.
        guard let last = labels.last, !last.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        description = name
    }

    private static func isLabel(_ label: some Collection<UInt8>) -> Bool {
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
            && label.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Whether a name of a server's configuration stands for this name: the same, `*.example.com`, `.example.com`, which is
    /// `example.com` as well, or `www.example.*` (nginx, server_name).
    func isMatched(by configured: String) -> Bool {
        if configured.hasPrefix("*.") { return description.hasSuffix(configured.dropFirst()) }
        if configured.hasPrefix(".") { return description == configured.dropFirst() || description.hasSuffix(configured) }
        if configured.hasSuffix(".*") { return description.hasPrefix(configured.dropLast()) }
        return description == configured
    }

    /// Whether a DNS name of a certificate stands for this name (RFC 9525, section 6.3): the same, or `*` in place of the whole
    /// leftmost label. As in OpenSSL a wildcard needs two more labels below it, so that none stands for all of `com`.
    func isCovered(by presented: String) -> Bool {
        let presented = presented.lowercased()
        let pattern = presented.hasSuffix(".") ? presented.dropLast() : presented[...]
        guard pattern.hasPrefix("*.") else { return pattern == description }
        let rest = pattern.dropFirst(2)
        guard rest.contains("."), !rest.contains("*"), let dot = description.firstIndex(of: ".") else { return false }
        return description[description.index(after: dot)...] == rest
    }
}
