/// Which listeners an `AllowListener=` entry allows: `tcp/443 unit=nginx.service`. A listener must fit all its parts.
package struct ListenerPattern: Hashable, Sendable, CustomStringConvertible {
    /// Where a listener may be bound.
    package enum Address: Hashable, Sendable {
        case ofClass(AddressClass)
        case within(NetworkPrefix)
    }

    package let range: PortRange
    /// nil for every address.
    package let address: Address?
    /// The unit that must hold the socket; nil for any.
    package let unit: NamePattern?
    /// The program that must hold the socket, escaped; nil for any.
    package let executable: String?

    package init(_ range: PortRange, address: Address? = nil, unit: NamePattern? = nil, executable: String? = nil) {
        self.range = range
        self.address = address
        self.unit = unit
        self.executable = executable
    }

    /// What an entry looks like, for people who mistyped one.
    package static let expected =
        "PROTOCOL/PORT[-PORT] [address=CLASS|CIDR] [unit=GLOB] [exe=/PATH], such as tcp/443 unit=nginx.service; "
        + "protocols: \(Transport.allCases.map(\.rawValue).joined(separator: " ")); "
        + "classes: \(AddressClass.allCases.map(\.rawValue).joined(separator: " "))"

    /// Reads an entry; nil for anything that is not exactly one, and for a part that stands twice.
    package init?(_ text: String) {
        guard let words = splitWords(text), let first = words.first, let range = PortRange(first) else { return nil }
        var parts: [String: String] = [:]
        for word in words.dropFirst() {
            guard let equals = word.firstIndex(of: "=") else { return nil }
            let value = String(word[word.index(after: equals)...])
            guard !value.isEmpty, parts.updateValue(value, forKey: String(word[..<equals])) == nil else { return nil }
        }
        let address = parts["address"].flatMap(Self.address)
        let unit = parts["unit"].flatMap { NamePattern($0) }
        let executable = parts["exe"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let understood = [address != nil, unit != nil, executable != nil].count { $0 }
        guard understood == parts.count else { return nil }
        self.init(range, address: address, unit: unit, executable: executable)
    }

    /// Whether it asks who holds the socket.
    package var isOwnerBound: Bool { unit != nil || executable != nil }

    package var description: String {
        var words = ["\(range)"]
        switch address {
        case .ofClass(let addressClass): words.append("address=\(addressClass.rawValue)")
        case .within(let prefix): words.append("address=\(prefix)")
        case nil: break
        }
        if let unit { words.append("unit=\(quotedWord("\(unit)"))") }
        if let executable { words.append("exe=\(quotedWord(executable))") }
        return words.joined(separator: " ")
    }

    private static func address(_ text: String) -> Address? {
        if let addressClass = AddressClass(rawValue: text) { return .ofClass(addressClass) }
        return NetworkPrefix(text).map { .within($0) }
    }
}

/// A word in the form that ``splitWords(_:)`` reads back as one word; text with both sorts of quotes cannot have one.
package func quotedWord(_ word: String) -> String {
    guard word.contains(where: { $0 == " " || $0 == "\t" || $0 == "\"" || $0 == "'" }) else { return word }
    return word.contains("\"") ? "'\(word)'" : "\"\(word)\""
}
