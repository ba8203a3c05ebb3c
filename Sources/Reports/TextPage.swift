import Controls

/// Lines of text for a terminal of some width: wrapped at words, never carrying a control character of the host's.
package struct TextPage {
    let width: Int
    let hasColour: Bool
    private var lines: [String] = []

    package init(width: Int, hasColour: Bool) {
        self.width = width
        self.hasColour = hasColour
    }

    package mutating func flush(to write: ([UInt8]) -> Void) {
        guard !lines.isEmpty else { return }
        write(Array((lines.joined(separator: "\n") + "\n").utf8))
        lines.removeAll(keepingCapacity: true)
    }

    /// Adds a text, wrapped. Lines after the first are indented by `hanging` more.
    package mutating func add(_ text: String, indent: Int = 0, hanging: Int = 0) {
        lines += wrapped(text, indent: indent, hanging: hanging)
    }

    /// Adds a text that starts with a result, shown in that result's colour.
    mutating func add(_ outcome: Outcome, as label: String, _ text: String, hanging: Int = 0) {
        var wrapped = wrapped("\(label)  \(text)", indent: 0, hanging: hanging)
        wrapped[0] = coloured(label, outcome) + wrapped[0].dropFirst(label.count)
        lines += wrapped
    }

    /// Adds a line as it is, for people to copy or in columns.
    package mutating func addUnwrapped(_ line: String) { lines.append(line) }

    func coloured(_ text: String, _ outcome: Outcome) -> String {
        guard hasColour else { return text }
        let code =
            switch outcome {
            case .pass: "32"
            case .fail: "31;1"
            case .inconclusive: "33"
            case .notApplicable: "2"
            }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    private func wrapped(_ text: String, indent: Int, hanging: Int) -> [String] {
        var finished: [String] = []
        var line = String(repeating: " ", count: indent)
        var length = indent
        var isFresh = true
        for word in text.printable.split(separator: " ", omittingEmptySubsequences: false) {
            // A word that fits on no line stays behind its bullet: a break would not help it.
            let helps = indent + hanging + word.count <= width || length > indent + hanging + 2
            if !isFresh, length + 1 + word.count > width, helps {
                finished.append(line)
                line = String(repeating: " ", count: indent + hanging)
                length = indent + hanging
                isFresh = true
            }
            line += isFresh ? String(word) : " \(word)"
            length += word.count + (isFresh ? 0 : 1)
            isFresh = false
        }
        return finished + [line]
    }
}

/// A text filled up with spaces on its right.
func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }

/// A text filled up with spaces on its left.
func leftPadded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(1, width - text.count)) + text }
