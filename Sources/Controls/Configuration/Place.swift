/// A line of a configuration file.
package struct Place: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1.
    package let line: Int

    package init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    package var description: String { "\(file):\(line)" }
}

/// One `Key=Value` with the line that says it.
package struct Assignment: Hashable, Sendable {
    package let key: String
    package let value: String
    package let place: Place
    /// The section of its own that it stands in, such as a `[BackupSet]`; nil for `[Settings]` and the sections of every control.
    package var section: RepeatedSection?

    package init(key: String, value: String, place: Place, section: RepeatedSection? = nil) {
        self.key = key
        self.value = value
        self.place = place
        self.section = section
    }
}

/// A section that may stand several times below a test, each time for another thing.
package struct RepeatedSection: Hashable, Sendable {
    /// Such as `BackupSet`.
    package let kind: String
    /// Where it begins: no two begin at the same line.
    package let place: Place

    package init(kind: String, place: Place) {
        self.kind = kind
        self.place = place
    }
}
