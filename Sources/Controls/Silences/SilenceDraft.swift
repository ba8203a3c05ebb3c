/// The section of one silence, on its way to be understood.
struct SilenceDraft {
    private var keys: Settings
    private let size: Int
    private let file: String
    private let place: Place
    private var found: [ConfigurationProblem] = []

    /// Bytes of all values: a leaf of the log has to hold them.
    private static let sizeLimit = 8192
    private static let format = "a date such as 2027-01-31, or a time such as 2027-01-31T18:00:00Z"

    init(_ assignments: [Assignment], file: String, place: Place) {
        keys = Settings(assignments)
        size = assignments.reduce(0) { $0 + $1.value.utf8.count }
        self.file = file
        self.place = place
    }

    var problems: [ConfigurationProblem] { found + keys.problems }

    /// The silence; nil where anything of it is missing or wrong.
    /// - Parameter tests: every check that some control tests.
    mutating func silence(id: String, probes: [String], tests: [TestedCheck], now: Moment?) -> Silence? {
        let author = said("Author")
        let reason = said("Reason")
        let expiry = expiry(said("Until"), now: now)
        let scope = scope(probes: probes, tests: tests)
        if size > Self.sizeLimit {
            let reason = "it says more than \(Self.sizeLimit) bytes; write a file for each part"
            found.append(.misplacedSection("Silence", at: place, because: reason))
        }
        guard let author, let reason, let expiry, let scope, problems.isEmpty else { return nil }
        return Silence(id: id, author: author.value, reason: reason.value, expiry: expiry, scope: scope, place: place)
    }

    /// What is said for a key, which has to be there, and once.
    private mutating func said(_ key: String) -> Settings.Placed<String>? {
        let all = keys.entries(key, expected: "text") { $0 }
        if all.isEmpty { found.append(.missing(key: key, section: "Silence", file: file)) }
        for entry in all.dropFirst() {
            found.append(
                .repeated(.key, key, at: entry.place ?? place, first: all[0].place ?? place, wayOut: "a silence says this once"))
        }
        return all.first
    }

    private mutating func expiry(_ text: Settings.Placed<String>?, now: Moment?) -> Expiry? {
        guard let text else { return nil }
        guard let expiry = Expiry(text.value) else {
            reject("Until", text, expected: Self.format)
            return nil
        }
        if let now, expiry.end > now.adding(Silence.longest) {
            let latest = now.adding(Silence.longest).rfc3339
            reject("Until", text, expected: "at most \(Silence.longest) from now, which is \(latest); silence it anew when it ends")
            return nil
        }
        return expiry
    }

    // MARK: What it covers

    /// Nil where nothing is said, or nothing that any control tests.
    private mutating func scope(probes: [String], tests: [TestedCheck]) -> Silence.Scope? {
        let controlNames = words("Control", .control, known: tests.map(\.control).unique)
        let probeNames = words("Probe", .probe, known: probes)
        let checkNames = keys.placedWords("Check") ?? []
        let subjects = keys.entries("Subject", expected: "text") { $0 }
        guard !(controlNames + probeNames + checkNames).isEmpty else {
            if let subject = subjects.first {
                reject("Subject", subject, expected: "Control=, Check= or Probe= beside it: one name may stand for many things")
            } else {
                found.append(.missing(key: "Control=, Check= or Probe", section: "Silence", file: file))
            }
            return nil
        }
        var scope = Silence.Scope()
        (scope.controls, scope.probes, scope.subjects) = (controlNames.map(\.value), probeNames.map(\.value), subjects.map(\.value))
        let covered = tests.filter(scope.covers)
        if covered.isEmpty, found.isEmpty, let name = probeNames.first {
            reject("Probe", name, expected: "a probe of which \(scope.controls.joined(separator: " or ")) tests something")
        }
        scope.checks = checkNames.compactMap { check($0, among: covered, of: tests) }
        return scope
    }

    private mutating func words(
        _ key: String, _ kind: ConfigurationProblem.Kind, known: [String]
    ) -> [Settings.Placed<String>] {
        let words = keys.placedWords(key) ?? []
        for word in words where !known.contains(word.value) {
            found.append(.unknown(kind, word.value, at: word.place ?? place, known: known))
        }
        return words
    }

    /// The check that is meant, with or without its probe's name.
    private mutating func check(_ name: Settings.Placed<String>, among covered: [TestedCheck], of tests: [TestedCheck]) -> CheckID? {
        let (here, all) = (covered.map(\.check).unique, tests.map(\.check).unique)
        let meant = here.filter { $0.rawValue == name.value || $0.name == name.value }
        if meant.count == 1 { return meant.first }
        if meant.count > 1 {
            reject("Check", name, expected: "the check with its probe: \(meant.map(\.rawValue).joined(separator: " or "))")
        } else if all.contains(where: { $0.rawValue == name.value || $0.name == name.value }) {
            reject("Check", name, expected: "a check that the controls and probes of this silence have")
        } else {
            let known = all.map(name.value.contains(".") ? \.rawValue : \.name)
            found.append(.unknown(.check, name.value, at: name.place ?? place, known: known))
        }
        return nil
    }

    private mutating func reject(_ key: String, _ value: Settings.Placed<String>, expected: String) {
        found.append(.badValue(key: key, value: value.value, at: value.place ?? place, expected: expected))
    }
}

extension Array where Element: Hashable {
    /// Each once, in the order in which they come first.
    fileprivate var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
