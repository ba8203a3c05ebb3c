import Controls
import ProbeKit

/// The names and addresses under which this host reaches itself.
struct OwnNames {
    private var names: Set<String> = ["localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"]
    private var addresses: Set<IPAddress> = []

    enum Answer {
        case yes, no
        /// The same first label, but nobody says in which domain this host is.
        case perhaps
    }

    /// - Throws: nothing: what cannot be read adds no name.
    init(_ files: any FileTree) {
        for path: HostPath in ["/proc/sys/kernel/hostname", "/etc/hostname"] {
            if let file = try? files.contents(of: path), let name = Self.words(file.bytes).first?.first { add(name) }
        }
        if let file = try? files.contents(of: "/etc/hosts") {
            for words in Self.words(file.bytes) where words.first.flatMap({ IPAddress($0) }).map(Self.isLoopback) ?? false {
                words.dropFirst().forEach { add($0) }
            }
        }
        if let file = try? files.contents(of: "/proc/net/fib_trie") { addLocalAddresses(file.bytes) }
        if let file = try? files.contents(of: "/proc/net/if_inet6") {
            for words in Self.words(file.bytes) {
                if let text = words.first, let value = UInt128(text, radix: 16) { addresses.insert(.v6(value)) }
            }
        }
    }

    /// Whether a name or an address is this host's own.
    func isOwn(_ host: String) -> Answer {
        let plain = host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" }) : host
        if let address = IPAddress(plain) { return Self.isLoopback(address) || addresses.contains(address) ? .yes : .no }
        let name = Self.normal(plain)
        if names.contains(name) || name.hasSuffix(".localhost") { return .yes }
        let short = name.prefix { $0 != "." }
        let alike = names.filter { $0.prefix { $0 != "." } == short }
        if alike.isEmpty { return .no }
        if !name.contains(".") { return .yes }
        return alike.contains { $0.contains(".") } ? .no : .perhaps
    }

    private mutating func add(_ name: String) { names.insert(Self.normal(name)) }

    private static func normal(_ name: String) -> String {
        let small = name.lowercased()
        return small.hasSuffix(".") ? String(small.dropLast()) : small
    }

    private static func isLoopback(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let number): number >> 24 == 127
        case .v6(let number): number == 1
        }
    }

    /// The addresses before lines such as `/32 host LOCAL`.
    private mutating func addLocalAddresses(_ bytes: [UInt8]) {
        var last: IPAddress?
        for words in Self.words(bytes) {
            if words.first == "|--", words.count > 1 { last = IPAddress(words[1]) }
            if words == ["/32", "host", "LOCAL"], let last { addresses.insert(last) }
        }
    }

    /// The words of every line up to `#`.
    private static func words(_ bytes: [UInt8]) -> [[String]] {
        ByteLines(bytes).compactMap { _, line in
            let words = line.prefix { $0 != UInt8(ascii: "#") }.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }.map {
                String(decoding: $0, as: UTF8.self)
            }
            return words.isEmpty ? nil : words
        }
    }
}
