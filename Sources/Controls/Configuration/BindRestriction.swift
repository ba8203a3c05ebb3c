/// How far the listeners of some ports may reach: `tcp/5432 scope=loopback`.
package struct BindRestriction: Hashable, Sendable, CustomStringConvertible {
    package let range: PortRange
    /// The widest class that is allowed.
    package let scope: AddressClass

    package init(_ range: PortRange, scope: AddressClass) {
        self.range = range
        self.scope = scope
    }

    /// What an entry looks like, for people who mistyped one.
    package static let expected =
        "PROTOCOL/PORT[-PORT] scope=CLASS, such as tcp/5432 scope=loopback; "
        + "classes from narrow to wide: \(AddressClass.allCases.map(\.rawValue).joined(separator: " "))"

    /// Reads an entry; nil for anything that is not exactly one.
    package init?(_ text: String) {
        guard let words = splitWords(text), words.count == 2, let range = PortRange(words[0]), words[1].hasPrefix("scope="),
            let scope = AddressClass(rawValue: String(words[1].dropFirst("scope=".count)))
        else { return nil }
        self.init(range, scope: scope)
    }

    package var description: String { "\(range) scope=\(scope.rawValue)" }
}
