import Controls

/// A destination as the monitor names it to its self checks: `ops slack 22:00-07:00`.
struct ToldDestination: Hashable, Sendable {
    let name: String
    let kind: DestinationKind
    let quietHours: QuietHours?

    init(_ destination: Destination) { (name, kind, quietHours) = (destination.name, destination.kind, destination.quietHours) }

    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 2 || words.count == 3, let kind = DestinationKind(rawValue: String(words[1])) else { return nil }
        (name, self.kind) = (String(words[0]), kind)
        quietHours = words.count == 3 ? QuietHours(String(words[2])) : nil
    }

    var text: String { ([name, kind.rawValue] + (quietHours.map { [$0.description] } ?? [])).joined(separator: " ") }
}
