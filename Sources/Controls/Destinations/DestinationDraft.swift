/// A destination file with its drop-ins laid over it, on its way to be understood.
struct DestinationDraft {
    private let name: String
    private let file: String
    private var place: Place?
    private var assignments: [Assignment] = []
    private var found: [ConfigurationProblem] = []

    init(name: String, file: String) {
        self.name = name
        self.file = file
    }

    mutating func merge(_ unit: UnitFile) {
        for section in unit.sections {
            guard section.name == "Destination" else {
                found.append(.unknown(.section, section.name, at: section.place, known: ["Destination"]))
                continue
            }
            place = place ?? section.place
            assignments += section.assignments
        }
    }

    mutating func take(_ problems: ConfigurationProblems) { found += problems.all }

    /// The destination; nil where anything is wrong with it, since half of a filter would send what nobody meant to send.
    func destination(knowing known: KnownNames?) -> (destination: Destination?, problems: [ConfigurationProblem]) {
        var keys = DestinationKeys(assignments, known: known)
        let kind = keys.kind()
        var problems = found
        if kind == nil, !keys.saysKind { problems.append(.missing(key: "Kind", section: "Destination", file: file)) }
        var destination = Destination(
            name: name, kind: kind ?? .webhook, place: place ?? Place(file: file, line: 1))
        keys.read(into: &destination, isKindKnown: kind != nil)
        problems += keys.problems
        return (problems.isEmpty ? destination : nil, problems)
    }
}

/// The names that filters of destinations may use.
package struct KnownNames: Sendable {
    let probes: [String]
    let controls: [String]

    package init(probes: [String], controls: [String]) {
        self.probes = probes
        self.controls = controls
    }
}
