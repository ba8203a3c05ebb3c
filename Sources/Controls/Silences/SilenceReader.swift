/// Reads silences, and collects what is wrong with them.
struct SilenceReader {
    private let tests: [TestedCheck]
    private let probes: [String]
    /// Where some controls could not be read, a name that is not among them may still be right: then no silence is read.
    private let knowsAllControls: Bool
    /// Nil where no clock can be trusted yet.
    private let now: Moment?
    private(set) var problems: [ConfigurationProblem] = []
    /// In the order of their names.
    private(set) var silences: [Silence] = []

    init(controls: [Control], probes: [String], knowsAllControls: Bool, now: Moment?) {
        tests = controls.flatMap { control in
            control.tests.flatMap(\.checks).map { TestedCheck(control: control.id, check: $0) }
        }
        self.probes = probes
        self.knowsAllControls = knowsAllControls
        self.now = now
    }

    mutating func take(_ unit: UnitFile, of file: ConfigurationFile) {
        guard let id = file.name(without: ".silence") else {
            let expected = "its name is that of the silence: letters, digits and - _ . alone, 64 at most"
            problems.append(.unknownFile(file: file.path, expected: expected))
            return
        }
        let section = LoneSection("Silence", of: unit, in: file)
        guard knowsAllControls else { return problems += section.found }
        var draft = SilenceDraft(section)
        let silence = draft.silence(id: id, probes: probes, tests: tests, now: now)
        problems += draft.problems
        if let silence { silences.append(silence) }
    }
}
