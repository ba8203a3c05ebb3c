/// Reads waivers, and collects what is wrong with them.
struct WaiverReader {
    let controls: [Control]
    /// Whether these are all controls: where some could not be read, one that is not among them may still be right.
    let knowsAllControls: Bool
    /// Nil where no clock can be trusted yet: a waiver that was approved later than now is then merely not in force.
    let now: Moment?
    let seals: WaiverSeals
    private(set) var problems: [ConfigurationProblem] = []
    private var read: [Waiver] = []

    init(controls: [Control], knowsAllControls: Bool, now: Moment?, seals: WaiverSeals) {
        self.controls = controls
        self.knowsAllControls = knowsAllControls
        self.now = now
        self.seals = seals
    }

    /// The waivers that were read. Two of one subject may follow each other, and not be in force at once.
    var waivers: Waivers { Waivers(read) }

    /// - Parameter signature: the file of it, if there is one.
    mutating func take(_ unit: UnitFile, of file: ConfigurationFile, signature: ConfigurationFile?) {
        guard let id = file.name(without: ".waiver") else {
            let expected = "its name is the id of the waiver: name it like W-12.waiver, with letters, digits and - _ . alone, 64 at most"
            problems.append(.unknownFile(file: file.path, expected: expected))
            return
        }
        var draft = WaiverDraft(LoneSection("Waiver", of: unit, in: file))
        let waiver = draft.waiver(id: id, now: now) { draft, control, check in self.test(&draft, control, check) }
        problems += draft.problems
        do throws(ConfigurationProblem) {
            let seal = try seals.verified(signature, over: file, approvedBy: waiver?.approvedBy)
            guard var waiver else { return }
            waiver.signature = seal
            read.append(waiver)
        } catch {
            // What has ended asks for nothing: the key that it was signed with may be gone since.
            if let waiver, let now, waiver.state(at: now) == .expired { read.append(waiver) } else { problems.append(error) }
        }
    }

    /// Once every file is read.
    mutating func finish() {
        for (later, earlier) in waivers.overlaps {
            let wayOut =
                "two are never in force at once: delete \(earlier.id), which \(later.id) then replaces, or let the later one begin after it"
            problems.append(.repeated(.waiver, later.subject.description, at: later.place, first: earlier.place, wayOut: wayOut))
        }
    }

    /// The check of the control that is meant, with or without its probe's name.
    private func test(_ draft: inout WaiverDraft, _ id: Settings.Placed<String>, _ name: Settings.Placed<String>) -> TestedCheck? {
        guard let control = controls.first(where: { $0.id == id.value }) else {
            if knowsAllControls { draft.section.unknown(.control, id, known: controls.map(\.id)) }
            return nil
        }
        let checks = control.tests.flatMap(\.checks)
        let meant = checks.filter { $0.rawValue == name.value || $0.name == name.value }
        if let check = meant.first, meant.count == 1 { return TestedCheck(control: control.id, check: check) }
        if meant.count > 1 {
            draft.section.reject("Check", name, expected: "the check with its probe: \(meant.map(\.rawValue).joined(separator: " or "))")
        } else if let other = controls.first(where: { $0.tests.contains { $0.checks.contains(CheckID(rawValue: name.value)) } }) {
            draft.section.reject("Check", name, expected: "a check of control \(control.id); this one belongs to \(other.id)")
        } else {
            draft.section.unknown(.check, name, known: checks.map(name.value.contains(".") ? \.rawValue : \.name))
        }
        return nil
    }
}
