import Controls

/// A destination as the monitor names it to its self checks: `ops slack 22:00-07:00`, or `pager pagerduty escalation`.
struct ToldDestination: Hashable, Sendable {
    let name: String
    let kind: DestinationKind
    let quietHours: QuietHours?
    /// Whether it hears only of what others do not.
    let isEscalation: Bool

    private static let escalation = "escalation"

    init(_ destination: Destination) {
        (name, kind, quietHours) = (destination.name, destination.kind, destination.quietHours)
        isEscalation = destination.isEscalation
    }

    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard (2...4).contains(words.count), let kind = DestinationKind(rawValue: String(words[1])) else { return nil }
        (name, self.kind) = (String(words[0]), kind)
        isEscalation = words.last == Self.escalation[...]
        quietHours = words.dropFirst(2).first.flatMap { QuietHours(String($0)) }
    }

    var text: String {
        let words = [name, kind.rawValue, quietHours?.description, isEscalation ? Self.escalation : nil]
        return words.compactMap(\.self).joined(separator: " ")
    }
}
