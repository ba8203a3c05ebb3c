import Controls
import ProbeKit

/// The names and addresses under which this host reaches itself.
struct OwnNames {
    private var names: Set<String> = ["localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"]
    private var addresses: Set<IPAddress> = []

    enum Answer {
        case yes, no
        /// The same first label, but nobody says in which domain this host is; or an address in a form of inet_aton(3), such as `127.1`.
        case perhaps
    }

    /// - Throws: where another host's names would be read; what cannot be read otherwise adds no name.
    init(_ files: any FileTree) throws(ReadFailure) {
        for path: HostPath in ["/proc/sys/kernel/hostname", "/etc/hostname"] {
            if let file = try Self.file(path, files), let name = Self.words(file.bytes).first?.first { add(name) }
        }
        if let file = try Self.file("/proc/net/fib_trie", files) { addLocalAddresses(file.bytes) }
        if let file = try Self.file("/proc/net/if_inet6", files) {
            for words in Self.words(file.bytes) {
                if let text = words.first, let value = UInt128(text, radix: 16) { addresses.insert(.v6(value)) }
            }
        }
        if let file = try Self.file("/etc/hosts", files, within: .accounts) { addNames(file.bytes) }
    }

    private static func file(_ path: HostPath, _ files: any FileTree, within limits: ReadLimits = .configuration) throws(ReadFailure)
        -> File?
    {
        do throws(ReadFailure) { return try files.contents(of: path, within: limits) } catch {
            if case .hidden = error { throw error }
            return nil
        }
    }

    /// Whether a name or an address is this host's own.
    func isOwn(_ host: String) -> Answer {
        let plain = host.hasPrefix("[") ? String(host.dropFirst().prefix { $0 != "]" }) : host
        if let address = IPAddress(plain) { return isOwn(address) ? .yes : .no }
        let name = Self.normal(plain)
        if Self.isNumber(name) { return .perhaps }
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

    /// Linux leads connections to an unspecified address to itself.
    private func isOwn(_ address: IPAddress) -> Bool {
        switch address {
        case .v4(let number): number >> 24 == 127 || number == 0 || addresses.contains(address)
        case .v6(let number): number <= 1 || addresses.contains(address)
        }
    }

    /// Whether inet_aton(3) may read a name as an address: `127.1`, `0177.0.0.1`, `0x7f000001`, `2130706433`.
    private static func isNumber(_ name: String) -> Bool {
        name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            let digits = part.hasPrefix("0x") ? part.dropFirst(2) : part
            return !part.isEmpty && digits.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || part.hasPrefix("0x") && $0 >= 0x61 && $0 <= 0x66 }
        }
    }

    /// The names that hosts(5) gives to an address of this host.
    private mutating func addNames(_ bytes: [UInt8]) {
        for words in Self.words(bytes) {
            // The zone of `fe80::1%lo` does not matter.
            guard let address = IPAddress(words[0].prefix { $0 != "%" }), isOwn(address) else { continue }
            words.dropFirst().forEach { add($0) }
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
