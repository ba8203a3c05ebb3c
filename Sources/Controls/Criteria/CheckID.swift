/// The name of a check, `<probe>.<check>`, such as `password-policy.minimum-length`.
package struct CheckID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
    package init(probe: String, name: String) { rawValue = "\(probe).\(name)" }

    /// The probe that holds the check.
    package var probe: String { String(rawValue.prefix { $0 != "." }) }
    /// The check without its probe.
    package var name: String { String(rawValue.drop { $0 != "." }.dropFirst()) }
    package var description: String { rawValue }

    package static func < (first: CheckID, second: CheckID) -> Bool { first.rawValue < second.rawValue }
}
