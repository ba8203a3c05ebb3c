/// Turns drafts into controls, and collects what is wrong with them.
struct ControlReader {
    private let probes: [KnownProbe]
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var settings: [String: [Assignment]] = [:]
    private var idPlaces: [String: Place] = [:]
    private var checkPlaces: [CheckID: Place] = [:]
    private var settingsPlaces: [String: Place] = [:]

    init(probes: [KnownProbe]) { self.probes = probes }

    /// The control of a draft; nil where nothing usable is left of it.
    mutating func control(of draft: ControlDraft) -> Control? {
        var keys = Settings(draft.assignments)
        let id = keys.text("Id")
        let description = keys.text("Description")
        let owner = keys.text("Owner")
        let criteria = keys.placedWords("Criterion") ?? []
        problems += keys.problems
        let place = id?.place ?? draft.place ?? Place(file: draft.file, line: 1)
        for (key, value) in [("Id", id), ("Description", description), ("Owner", owner)] where value == nil {
            problems.append(.missing(key: key, section: "Control", file: draft.file))
        }
        if criteria.isEmpty { problems.append(.missing(key: "Criterion", section: "Control", file: draft.file)) }
        if draft.tests.isEmpty { problems.append(.missing(key: "Probe", section: "Test", file: draft.file)) }
        claim(id)
        let known = criteria.compactMap { criterion($0) }
        let tests = draft.tests.compactMap { test(of: $0, file: draft.file) }
        guard let id, let description, let owner else { return nil }
        return Control(
            id: id.value, description: description.value, owner: owner.value, criteria: known, tests: tests, place: place,
            fileName: draft.file.split(separator: "/").last.map(String.init) ?? draft.file)
    }

    private mutating func claim(_ id: Settings.Placed<String>?) {
        guard let id, let place = id.place else { return }
        if let first = idPlaces[id.value] {
            problems.append(.repeated(.controlID, id.value, at: place, first: first, wayOut: "give each control an Id= of its own"))
        }
        idPlaces[id.value] = idPlaces[id.value] ?? place
    }

    private mutating func criterion(_ word: Settings.Placed<String>) -> Criterion? {
        if let criterion = Criterion(rawValue: word.value) { return criterion }
        guard let place = word.place else { return nil }
        problems.append(.unknown(.criterion, word.value, at: place, known: Criterion.allCases.map(\.rawValue)))
        return nil
    }

    private mutating func test(of draft: ControlDraft.Test, file: String) -> Control.Test? {
        var keys = Settings(draft.assignments)
        let name = keys.text("Probe")
        let selected = keys.placedWords("Check")
        let every = keys.perCheck("Every")
        let severity = keys.perCheck("Severity")
        let confirm = keys.perCheck("ConfirmFailures")
        problems += keys.problems
        guard let name, let place = name.place else {
            problems.append(.missing(key: "Probe", section: "Test", file: file))
            return nil
        }
        guard let probe = probes.first(where: { $0.name == name.value }) else {
            problems.append(.unknown(.probe, name.value, at: place, known: probes.map(\.name)))
            return nil
        }
        take(draft.settings, of: probe.name)
        let checks = selected.map { words in words.compactMap { check($0.value, of: probe, at: $0.place) } } ?? probe.checks
        claim(checks, at: place)
        return Control.Test(
            probe: probe.name, checks: checks,
            every: read(every, "Every", of: probe, checks: checks, expected: "a time span such as 15m") { TimeSpan($0) },
            severity: read(severity, "Severity", of: probe, checks: checks, expected: "low, medium, high or critical") {
                Severity(rawValue: $0)
            },
            confirmFailures: read(
                confirm, "ConfirmFailures", of: probe, checks: checks,
                expected: "a whole number from \(TellingRule.confirmations.lowerBound) to \(TellingRule.confirmations.upperBound)"
            ) { text in
                Int(text).flatMap { TellingRule.confirmations.contains($0) ? $0 : nil }
            },
            place: place)
    }

    /// The settings of one probe stand in one place, so that nobody has to add up several.
    private mutating func take(_ assignments: [Assignment], of probe: String) {
        guard let place = assignments.first?.place else { return }
        if let first = settingsPlaces[probe] {
            problems.append(.repeated(.settings, probe, at: place, first: first, wayOut: "the settings of one probe stand in one control"))
        } else {
            settingsPlaces[probe] = place
        }
        settings[probe, default: []] += assignments
    }

    private mutating func check(_ name: String, of probe: KnownProbe, at place: Place?) -> CheckID? {
        if let known = probe.checks.first(where: { $0.name == name || $0.rawValue == name }) { return known }
        guard let place else { return nil }
        problems.append(.unknown(.check, name, at: place, known: probe.checks.map(\.name)))
        return nil
    }

    private mutating func claim(_ checks: [CheckID], at place: Place) {
        for check in checks {
            if let first = checkPlaces[check] {
                let wayOut = "a check belongs to one control: name others in Check=, or mask that file with a link to /dev/null"
                problems.append(.repeated(.check, check.rawValue, at: place, first: first, wayOut: wayOut))
            } else {
                checkPlaces[check] = place
            }
        }
    }

    /// Values for one check (`Every=minimum-length 15m`) or for all checks of the test (`Every=15m`); the last one counts.
    private mutating func read<Value>(
        _ said: [(check: String?, value: String, place: Place)], _ key: String, of probe: KnownProbe, checks: [CheckID], expected: String,
        parse: (String) -> Value?
    ) -> [CheckID: Value] {
        var values: [CheckID: Value] = [:]
        for (name, text, place) in said {
            guard let value = parse(text) else {
                problems.append(.badValue(key: key, value: text, at: place, expected: expected))
                continue
            }
            let meant = name.map { name in check(name, of: probe, at: place).map { [$0] } ?? [] } ?? checks
            for check in meant { values[check] = value }
        }
        return values
    }
}

extension Settings {
    /// The last text that is said for a key, with its line.
    fileprivate mutating func text(_ key: String) -> Placed<String>? { entries(key, expected: "text") { $0 }.last }

    /// Values that may start with the name of a check: a word that no number starts and that another word follows.
    fileprivate mutating func perCheck(_ key: String) -> [(check: String?, value: String, place: Place)] {
        entries(key, expected: "a value, or a check and a value") { $0 }.compactMap { entry in
            guard let place = entry.place else { return nil }
            let words = entry.value.split(separator: " ", maxSplits: 1).map(String.init)
            let namesCheck = words.count == 2 && words[0].first?.isNumber == false
            return namesCheck ? (words[0], words[1].trimmed, place) : (nil, entry.value, place)
        }
    }
}
