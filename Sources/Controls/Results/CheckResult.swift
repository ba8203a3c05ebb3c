/// The outcome of one check for one subject.
package struct CheckResult: Hashable, Sendable {
    package var check: CheckID
    /// What the result is about, escaped: see ``Subject``.
    package var subject: String
    package var verdict: Verdict
    /// What the entity's settings ask for, such as `at least 14`.
    package var required: String
    /// What the host showed, such as `8`.
    package var observed: String
    /// The lines that decided, the deciding one first.
    package var sources: [Source]
    package var notes: [Note]

    package init(
        _ check: CheckID, subject: String, _ verdict: Verdict, required: String = "", observed: String = "", sources: [Source] = [],
        notes: [Note] = []
    ) {
        self.check = check
        self.subject = subject
        self.verdict = verdict
        self.required = required
        self.observed = observed
        self.sources = sources
        self.notes = notes
    }
}

/// The place that decided a result: a file with its line, or an interface such as `sock_diag(7)`.
package struct Source: Hashable, Sendable {
    /// Absolute path below the observed root, escaped; or the name of an interface.
    package var path: String
    /// From 1; nil where the whole file or interface is meant.
    package var line: Int?

    package init(_ path: String, line: Int? = nil) {
        self.path = path
        self.line = line
    }
}

/// Something a reader should know that does not change the result.
package struct Note: Hashable, Sendable {
    package var code: Code
    package var text: String

    package init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }

    package enum Code: String, CaseIterable, Hashable, Sendable {
        /// A setting that a later or earlier one overrides.
        case shadowedSetting = "shadowed-setting"
        /// A file that the component does not read.
        case ignoredFile = "ignored-file"
        case orphanKey = "orphan-key"
        case attention
        case clockUnsynchronised = "clock-unsynchronised"
        /// No line sets the value.
        case defaultInForce = "default-in-force"
    }
}
