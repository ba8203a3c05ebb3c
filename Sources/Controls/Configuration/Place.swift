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

    package init(key: String, value: String, place: Place) {
        self.key = key
        self.value = value
        self.place = place
    }
}
