/// The one section of a file that stands for one thing, such as a waiver, and is named after it.
struct LoneSection {
    private var keys: Settings
    /// Where it begins.
    let place: Place
    private let name: String
    private let file: String
    private let size: Int
    /// What is wrong so far, without what nobody has asked for yet.
    private(set) var found: [ConfigurationProblem] = []

    /// Bytes of all values: a leaf of the log has to hold them.
    private static let sizeLimit = 8192

    /// Reads the first section that is called so; every other is a problem.
    init(_ name: String, of unit: UnitFile, in file: ConfigurationFile) {
        let sections = unit.sections.filter { $0.name == name }
        let assignments = sections.first?.assignments ?? []
        (self.name, self.file) = (name, file.path)
        place = sections.first?.place ?? Place(file: file.path, line: 1)
        keys = Settings(assignments)
        size = assignments.reduce(0) { $0 + $1.value.utf8.count }
        for section in unit.sections where section.name != name {
            found.append(.unknown(.section, section.name, at: section.place, known: [name]))
        }
        for section in sections.dropFirst() {
            let wayOut = "write a file for each \(name.lowercased())"
            found.append(.repeated(.section, name, at: section.place, first: sections[0].place, wayOut: wayOut))
        }
    }

    var problems: [ConfigurationProblem] { found + keys.problems }

    private mutating func note(_ problem: ConfigurationProblem) { found.append(problem) }

    mutating func reject(_ key: String, _ value: Settings.Placed<String>, expected: String) {
        note(.badValue(key: key, value: value.value, at: value.place ?? place, expected: expected))
    }

    mutating func unknown(_ kind: ConfigurationProblem.Kind, _ name: Settings.Placed<String>, known: [String]) {
        note(.unknown(kind, name.value, at: name.place ?? place, known: known))
    }

    /// What is said for a key, which has to be there, and once.
    mutating func said(_ key: String, once wayOut: String) -> Settings.Placed<String>? {
        let all = texts(key)
        if all.isEmpty { note(.missing(key: key, section: name, file: file)) }
        for entry in all.dropFirst() {
            note(.repeated(.key, key, at: entry.place ?? place, first: all[0].place ?? place, wayOut: wayOut))
        }
        return all.first
    }

    mutating func missing(_ key: String) { note(.missing(key: key, section: name, file: file)) }

    /// Everything that is said for a key.
    mutating func texts(_ key: String) -> [Settings.Placed<String>] { keys.entries(key, expected: "text") { $0 } }
    mutating func words(_ key: String) -> [Settings.Placed<String>] { keys.placedWords(key) ?? [] }

    /// Nil for what is none, which is a problem.
    mutating func expiry(_ key: String, _ text: Settings.Placed<String>?) -> Expiry? {
        guard let text else { return nil }
        let expiry = Expiry(text.value)
        if expiry == nil { reject(key, text, expected: Self.timeFormat) }
        return expiry
    }

    static let timeFormat = "a date such as 2027-01-31, or a time such as 2027-01-31T18:00:00Z"

    /// Whether the log can hold it; a problem where not.
    mutating func fits(otherwise wayOut: String) -> Bool {
        if size > Self.sizeLimit {
            note(.misplacedSection(name, at: place, because: "it says more than \(Self.sizeLimit) bytes; \(wayOut)"))
        }
        return size <= Self.sizeLimit
    }
}

extension ConfigurationFile {
    /// What a file without its suffix is called, where that can name something.
    func name(without suffix: String) -> String? {
        guard let id = name.split(separator: "/").last?.dropLast(suffix.count), id.isFileName else { return nil }
        return String(id)
    }
}
