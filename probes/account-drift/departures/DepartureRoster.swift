import Controls
import ProbeKit

/// An imported list of people who left: where it comes from in `[Departures]`, as a roster of accounts says it in `[Roster]`, and a
/// section `[Departed]` for each person.
struct DepartureRoster: RecordedObject, Hashable, Sendable {
    var departures: [Departure] = []
    /// The file with where it comes from; it approves nobody.
    var file = Roster()

    init() {}

    init(at path: HostPath, on host: Host) {
        var found: [Departure] = []
        file = Roster(at: path, on: host) { roster, unit in
            var problems = roster.readOrigin(in: "Departures", of: unit, beside: ["Departed"])
            for section in unit.sections where section.name == "Departed" { found.append(Self.departure(section, &problems)) }
            return problems
        }
        if file.obstacle == nil { departures = found }
    }

    private static func departure(_ section: UnitFile.Section, _ problems: inout [ConfigurationProblem]) -> Departure {
        var keys = Settings(section.assignments)
        var departure = Departure()
        departure.line = section.place.line
        // What begins like this stands for a source among the subjects of a check.
        let person = keys.entries("Person", expected: "a name") { Subject.isSource($0) ? nil : Subject.escaping($0.utf8) }.last?.value
        departure.person = person ?? ""
        let leftAt = keys.entries("LeftAt", expected: "a day such as 2026-11-22, or a time such as 2026-11-22T06:00:00Z") {
            Moment(dayInUTC: $0) ?? Moment(rfc3339: $0)
        }.last?.value
        departure.leftAt = leftAt?.seconds ?? 0
        departure.accounts = names("Account", "names of accounts", in: &keys) { !$0.contains("/") && ![".", ".."].contains($0) }
        departure.keys = names("Key", "fingerprints such as ssh-keygen -l prints: SHA256:…", in: &keys) { $0.hasPrefix("SHA256:") }
        var missing: [String] = []
        if person == nil { missing.append("Person") }
        if leftAt == nil { missing.append("LeftAt") }
        if departure.accounts.isEmpty, departure.keys.isEmpty { missing.append("Account") }
        problems += keys.problems + missing.map { .incomplete(section: section.name, at: section.place, key: $0) }
        return departure
    }

    /// Each word once, in byte order.
    private static func names(_ key: String, _ expected: String, in keys: inout Settings, isValid: (String) -> Bool) -> [String] {
        let words = keys.placedWords(key) ?? []
        for word in words where !isValid(word.value) { keys.reject(key, word, expected: expected) }
        return Set(words.map(\.value)).sorted()
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("departures", &departures)
        try form.field("file", &file)
    }
}
