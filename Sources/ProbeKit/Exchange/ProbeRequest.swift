package import Controls

/// What a probe child is asked: one line of canonical JSON on its descriptor 0, and then a line each for the evidence of ``previous`` and
/// ``baseline``, where the first line says that they follow.
package struct ProbeRequest: RecordedObject, Hashable, Sendable {
    /// The checks whose results are wanted.
    package var checks: [String] = []
    /// Seconds of processor time, rounded up from the deadline, after which the kernel ends the child.
    package var cpuSeconds = 10
    /// Bytes of address space that the child may use.
    package var memoryLimit = 1 << 30
    /// How many passing subjects of one check are named.
    package var passesNamed = Results.usualPassesNamed
    /// The directory that is observed as if it were the root of a host, escaped; empty for this host.
    package var root = ""
    package var settings: [Setting] = []
    private var requiresSignatures = false
    /// Lines as `Signer=` has them.
    private var signers: [String] = []
    /// Whether the evidence comes back with the results.
    package var wantsEvidence = false
    /// Subjects that are named even when they pass: those with an open deficiency, or of which people were told that they fail.
    package var following: [CheckID: Set<String>] = [:]
    /// The evidence of the execution before, in canonical JSON.
    package var previous: [UInt8]?
    package var baseline: ApprovedState?

    /// No line is longer.
    package static let lineLimit = 64 << 20

    package init() {}

    /// Takes along whose signatures count.
    package mutating func carry(_ keyring: Keyring) {
        signers = keyring.signers.all.map(\.line)
        requiresSignatures = keyring.requiresSignatures
    }

    /// What ``carry(_:)`` took along.
    package func keyring(_ cryptography: any Cryptography) -> Keyring {
        Keyring(Signers(lines: signers), requiresSignatures: requiresSignatures, cryptography)
    }

    /// The lines of the request, without their ends.
    package func lines() throws(RecordProblem) -> [[UInt8]] {
        [try canonicalJSON()] + [previous, baseline?.evidence].compactMap(\.self).map(Self.line)
    }

    /// Evidence as a line. What cannot be one is not evidence, and nothing can be read from an empty line either.
    private static func line(_ evidence: [UInt8]) -> [UInt8] {
        evidence.count > lineLimit || evidence.contains(UInt8(ascii: "\n")) ? [] : evidence
    }

    /// Takes the lines that follow the first one.
    /// - Parameter nextLine: gives a line of at most ``lineLimit`` bytes; nil for none.
    package mutating func takeEvidence(_ nextLine: () -> [UInt8]?) throws(RecordProblem) {
        if previous != nil { previous = try Self.announced(nextLine()) }
        if baseline != nil { baseline?.evidence = try Self.announced(nextLine()) }
    }

    private static func announced(_ line: [UInt8]?) throws(RecordProblem) -> [UInt8] {
        guard let line else { throw RecordProblem(text: "the request ends before its evidence", offset: 0) }
        return line
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var followed = following.sorted { $0.key < $1.key }.map(Followed.init)
        var follows = previous != nil
        try form.field("baseline", &baseline)
        try form.field("checks", &checks)
        try form.field("cpu_seconds", &cpuSeconds)
        try form.field("evidence", &wantsEvidence)
        try form.field("following", &followed)
        try form.field("memory_limit", &memoryLimit)
        try form.field("passes_named", &passesNamed)
        try form.field("previous", &follows)
        try form.field("require_signature", &requiresSignatures)
        try form.field("root", &root)
        try form.field("settings", &settings)
        try form.field("signers", &signers)
        following = Dictionary(followed.map { (CheckID(rawValue: $0.check), Set($0.subjects)) }) { $0.union($1) }
        if follows, previous == nil { previous = [] }
    }

    /// The subjects of one check that are named even when they pass.
    private struct Followed: RecordedObject {
        var check = ""
        var subjects: [String] = []

        init() {}

        init(_ check: CheckID, _ subjects: Set<String>) {
            self.check = check.rawValue
            self.subjects = subjects.sorted()
        }

        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
            try form.field("check", &check)
            try form.field("subjects", &subjects)
        }
    }

    /// One assignment with its line.
    package struct Setting: RecordedObject, Hashable, Sendable {
        private var file = ""
        private var key = ""
        private var line = 0
        private var sectionFile: String?
        private var sectionKind: String?
        private var sectionLine: Int?
        private var value = ""

        package init() {}

        package init(_ assignment: Assignment) {
            file = assignment.place.file
            key = assignment.key
            line = assignment.place.line
            sectionFile = assignment.section?.place.file
            sectionKind = assignment.section?.kind
            sectionLine = assignment.section?.place.line
            value = assignment.value
        }

        package var assignment: Assignment {
            var assignment = Assignment(key: key, value: value, place: Place(file: file, line: line))
            if let sectionFile, let sectionKind, let sectionLine {
                assignment.section = RepeatedSection(kind: sectionKind, place: Place(file: sectionFile, line: sectionLine))
            }
            return assignment
        }

        package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
            try form.field("file", &file)
            try form.field("key", &key)
            try form.field("line", &line)
            try form.field("section_file", &sectionFile)
            try form.field("section_kind", &sectionKind)
            try form.field("section_line", &sectionLine)
            try form.field("value", &value)
        }
    }
}
