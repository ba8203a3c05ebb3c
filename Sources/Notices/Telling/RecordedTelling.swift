package import ProbeKit
internal import Controls

/// A copy of what people were told, to go on from: canonical JSON in the order of control, check and subject.
extension Telling: RecordedObject {
    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var subjects = kept
        var waivers = keptWaivers
        try form.field("subjects", &subjects)
        try form.field("waivers", &waivers)
        tests = [:]
        for kept in subjects { tests[kept.test, default: [:]][kept.subject] = kept.known }
        self.waivers = Dictionary(waivers.map { ($0.subject, $0.waiver) }) { first, _ in first }
    }

    private var kept: [KeptSubject] {
        tests.sorted { $0.key < $1.key }.flatMap { test, subjects in
            subjects.sorted { $0.key < $1.key }.map { KeptSubject(test, $0.key, $0.value) }
        }
    }

    private var keptWaivers: [KeptWaiver] {
        waivers.map(KeptWaiver.init).sorted { ($0.subject.test, $0.subject.subject) < ($1.subject.test, $1.subject.subject) }
    }
}

private struct KeptSubject: RecordedObject {
    private(set) var test = TestedCheck(control: "", check: "")
    private(set) var subject = ""
    private(set) var known = KnownSubject()

    init() {}

    init(_ test: TestedCheck, _ subject: String, _ known: KnownSubject) {
        (self.test, self.subject, self.known) = (test, subject, known)
    }

    private enum Word: String { case nothing, open, waived, flapping }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var (check, control) = (test.check.rawValue, test.control)
        var (isFailing, isFlapping, isOpen, run) = (known.told.isFailing, known.told.isFlapping, known.told.isOpen, known.told.run)
        var turns = known.told.turns.map { String($0.nanoseconds) }
        var (reason, required, severity) = (known.claim?.reason, known.claim?.required, known.claim?.severity)
        var (word, waiver) = words
        var (toldAt, openings) = (known.toldAt, known.openings)
        try form.field("check", &check)
        try form.field("control", &control)
        try form.field("failing", &isFailing)
        try form.field("flapping", &isFlapping)
        try form.word("known", &word)
        try form.field("open", &isOpen)
        try form.field("openings", &openings)
        try form.word("reason", &reason)
        try form.field("required", &required)
        try form.field("run", &run)
        try form.word("severity", &severity)
        try form.field("subject", &subject)
        try form.nanoseconds("told_ns", &toldAt)
        try form.field("turns_ns", &turns)
        try form.field("waiver", &waiver)
        let moments = turns.compactMap { Int64($0) }
        guard moments.count == turns.count, let told = Self.known(word, waiver) else {
            throw RecordProblem(text: "nothing that people can know of a subject", offset: form.bytes.count)
        }
        test = TestedCheck(control: control, check: CheckID(rawValue: check))
        known = KnownSubject(
            told: Told(
                isOpen: isOpen, isFlapping: isFlapping, isFailing: isFailing, run: run, turns: moments.map { Moment(nanoseconds: $0) }),
            known: told, claim: Self.claim(reason, severity, required), toldAt: toldAt, openings: openings)
    }

    private var words: (Word, waiver: String?) {
        switch known.known {
        case .nothing: (.nothing, nil)
        case .open: (.open, nil)
        case .waived(let waiver): (.waived, waiver)
        case .flapping: (.flapping, nil)
        }
    }

    private static func known(_ word: Word, _ waiver: String?) -> KnownSubject.Known? {
        switch word {
        case .nothing: .nothing
        case .open: .open
        case .waived: waiver.map { .waived($0) }
        case .flapping: .flapping
        }
    }

    private static func claim(_ reason: FailReason?, _ severity: Severity?, _ required: String?) -> KnownSubject.Claim? {
        guard let reason, let severity, let required else { return nil }
        return KnownSubject.Claim(reason: reason, severity: severity, required: required)
    }
}

private struct KeptWaiver: RecordedObject {
    private(set) var subject = TestedSubject(control: "", check: "", subject: "")
    private(set) var waiver = ""

    init() {}

    init(_ subject: TestedSubject, _ waiver: String) { (self.subject, self.waiver) = (subject, waiver) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var (check, control, name) = (subject.test.check.rawValue, subject.test.control, subject.subject)
        try form.field("check", &check)
        try form.field("control", &control)
        try form.field("subject", &name)
        try form.field("waiver", &waiver)
        subject = TestedSubject(control: control, check: CheckID(rawValue: check), subject: name)
    }
}
