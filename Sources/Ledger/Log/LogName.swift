/// The origin of a log or the name of a key. Two names are the same if their bytes are: Swift's own strings would take letters that
/// are composed differently for one.
package struct LogName: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// One line of text: nil if it is empty or has control characters.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 }) else { return nil }
        self.text = text
    }

    /// Whether a key can have this name: signed-note, "Format", wants neither Unicode spaces nor `+`.
    package var fitsKey: Bool { !text.unicodeScalars.contains { $0 == "+" || $0.properties.isWhitespace } }

    package var description: String { text }

    package static func == (one: LogName, other: LogName) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    package func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
}
