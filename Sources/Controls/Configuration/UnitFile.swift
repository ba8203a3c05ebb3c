/// A configuration file in systemd's unit-file syntax (systemd.syntax(7)): sections of `Key=Value` lines.
package struct UnitFile: Hashable, Sendable {
    package var sections: [Section]

    package struct Section: Hashable, Sendable {
        package let name: String
        package let place: Place
        package var assignments: [Assignment]
    }
}

extension UnitFile {
    /// A file larger than this is refused: nobody writes it by hand.
    package static let sizeLimit = 1 << 20

    /// Reads a file.
    ///
    /// - Lines that start with `#` or `;` are comments, also between continued lines.
    /// - A line that ends in `\` goes on in the next one; a space takes the place of the break.
    /// - White space around section names, keys and values does not count; CRLF is read like LF.
    ///
    /// Every line that cannot be read is a problem of its own; the rest is read all the same.
    package init(parsing bytes: [UInt8], file: String) throws(ConfigurationProblems) {
        guard bytes.count <= Self.sizeLimit else { throw ConfigurationProblems(.tooLarge(file: file, limit: Self.sizeLimit)) }
        var reader = LineReader(file: file)
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            reader.read(line, number: index + 1)
        }
        reader.finish()
        guard reader.problems.isEmpty else { throw ConfigurationProblems(reader.problems) }
        sections = reader.sections
    }
}

/// Collects the logical lines of one file.
private struct LineReader {
    let file: String
    var sections: [UnitFile.Section] = []
    var problems: [ConfigurationProblem] = []
    private var isBinary = false
    private var continued: (text: String, place: Place)?

    init(file: String) { self.file = file }

    mutating func read(_ bytes: ArraySlice<UInt8>, number: Int) {
        let place = Place(file: file, line: number)
        guard !isBinary, !bytes.contains(0), let decoded = String(validating: bytes, as: UTF8.self) else {
            // One such line says enough: the rest of the file is binary as well.
            if !isBinary { problems.append(.notText(at: place)) }
            isBinary = true
            return
        }
        let withoutMark = number == 1 && decoded.hasPrefix("\u{FEFF}") ? String(decoded.dropFirst()) : decoded
        let line = withoutMark.trimmed
        if line.hasPrefix("#") || line.hasPrefix(";") { return }
        let start = continued?.place ?? place
        let text = continued.map { $0.text + line } ?? line
        if text.hasSuffix("\\") {
            continued = (text.dropLast().description + " ", start)
        } else {
            continued = nil
            take(text.trimmed, at: start)
        }
    }

    mutating func finish() {
        guard let (text, place) = continued else { return }
        continued = nil
        take(text.trimmed, at: place)
    }

    private mutating func take(_ line: String, at place: Place) {
        if line.isEmpty { return }
        if line.hasPrefix("[") {
            guard line.hasSuffix("]"), line.count > 2 else { return problems.append(.badSection(line, at: place)) }
            sections.append(UnitFile.Section(name: line.dropFirst().dropLast().description, place: place, assignments: []))
            return
        }
        guard let equals = line.firstIndex(of: "=") else { return problems.append(.notAnAssignment(line, at: place)) }
        let key = String(line[..<equals]).trimmed
        guard !key.isEmpty else { return problems.append(.notAnAssignment(line, at: place)) }
        guard !sections.isEmpty else { return problems.append(.outsideSection(key: key, at: place)) }
        let value = String(line[line.index(after: equals)...]).trimmed
        sections[sections.count - 1].assignments.append(Assignment(key: key, value: value, place: place))
    }
}

extension String {
    /// The text without the white space at both ends.
    var trimmed: String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n" }
        let scalars = unicodeScalars.drop(while: isSpace)
        guard let last = scalars.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(scalars[...last])
    }
}
