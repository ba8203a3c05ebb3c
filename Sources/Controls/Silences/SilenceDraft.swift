/// The section of one silence, on its way to be understood.
struct SilenceDraft {
    private var section: LoneSection

    init(_ section: LoneSection) { self.section = section }

    var problems: [ConfigurationProblem] { section.problems }

    /// The silence; nil where anything of it is missing or wrong.
    /// - Parameter tests: every check that some control tests.
    mutating func silence(id: String, probes: [String], tests: [TestedCheck], now: Moment?) -> Silence? {
        let author = said("Author")
        let reason = said("Reason")
        let expiry = expiry(said("Until"), now: now)
        let scope = scope(probes: probes, tests: tests)
        _ = section.fits(otherwise: "write a file for each part")
        guard let author, let reason, let expiry, let scope, problems.isEmpty else { return nil }
        return Silence(id: id, author: author.value, reason: reason.value, expiry: expiry, scope: scope, place: section.place)
    }

    private mutating func said(_ key: String) -> Settings.Placed<String>? { section.said(key, once: "a silence says this once") }

    private mutating func expiry(_ text: Settings.Placed<String>?, now: Moment?) -> Expiry? {
        guard let text, let expiry = section.expiry("Until", text) else { return nil }
        if let now, expiry.end > now.adding(Silence.longest) {
            let latest = now.adding(Silence.longest).rfc3339
            section.reject("Until", text, expected: "at most \(Silence.longest) from now, which is \(latest); silence it anew when it ends")
            return nil
        }
        return expiry
    }

    // MARK: What it covers

    /// Nil where nothing is said, or nothing that any control tests.
    private mutating func scope(probes: [String], tests: [TestedCheck]) -> Silence.Scope? {
        let controlNames = words("Control", .control, known: tests.map(\.control).unique)
        let probeNames = words("Probe", .probe, known: probes)
        let checkNames = section.words("Check")
        let subjects = section.texts("Subject")
        guard !(controlNames + probeNames + checkNames).isEmpty else {
            if let subject = subjects.first {
                section.reject("Subject", subject, expected: "Control=, Check= or Probe= beside it: one name may stand for many things")
            } else {
                section.missing("Control=, Check= or Probe")
            }
            return nil
        }
        var scope = Silence.Scope()
        (scope.controls, scope.probes, scope.subjects) = (controlNames.map(\.value), probeNames.map(\.value), subjects.map(\.value))
        let covered = tests.filter(scope.covers)
        if covered.isEmpty, section.found.isEmpty, let name = probeNames.first {
            section.reject("Probe", name, expected: "a probe of which \(scope.controls.joined(separator: " or ")) tests something")
        }
        scope.checks = checkNames.compactMap { check($0, among: covered, of: tests) }
        return scope
    }

    private mutating func words(
        _ key: String, _ kind: ConfigurationProblem.Kind, known: [String]
    ) -> [Settings.Placed<String>] {
        let words = section.words(key)
        for word in words where !known.contains(word.value) { section.unknown(kind, word, known: known) }
        return words
    }

    /// The check that is meant, with or without its probe's name.
    private mutating func check(_ name: Settings.Placed<String>, among covered: [TestedCheck], of tests: [TestedCheck]) -> CheckID? {
        let (here, all) = (covered.map(\.check).unique, tests.map(\.check).unique)
        let meant = here.filter { $0.rawValue == name.value || $0.name == name.value }
        if meant.count == 1 { return meant.first }
        if meant.count > 1 {
            section.reject("Check", name, expected: "the check with its probe: \(meant.map(\.rawValue).joined(separator: " or "))")
        } else if all.contains(where: { $0.rawValue == name.value || $0.name == name.value }) {
            section.reject("Check", name, expected: "a check that the controls and probes of this silence have")
        } else {
            let known = all.map(name.value.contains(".") ? \.rawValue : \.name)
            section.unknown(.check, name, known: known)
        }
        return nil
    }
}

extension Array where Element: Hashable {
    /// Each once, in the order in which they come first.
    fileprivate var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
