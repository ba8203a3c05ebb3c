package import Controls

/// What a probe child is asked: one line of canonical JSON on its descriptor 0, and a line each for ``previous`` and ``baseline``.
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
    /// Whether the evidence comes back with the results.
    package var wantsEvidence = false
    /// Subjects that are named even when they pass: those with an open deficiency, or of which people were told that they fail.
    package var following: [CheckID: Set<String>] = [:]
    /// The evidence of the execution before, in canonical JSON.
    package var previous: [UInt8]?
    package var baseline: ApprovedState?

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("checks", &checks)
        try form.field("cpu_seconds", &cpuSeconds)
        try form.field("evidence", &wantsEvidence)
        try form.field("memory_limit", &memoryLimit)
        try form.field("passes_named", &passesNamed)
        try form.field("root", &root)
        try form.field("settings", &settings)
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
