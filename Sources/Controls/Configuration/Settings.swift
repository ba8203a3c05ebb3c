/// The settings of one probe, read by key and type.
///
/// A value that does not fit, and a key that nobody reads, is a problem with its file and line; reading goes on with the
/// default, so that all problems are found in one go. Repeated keys: a list appends, anything else takes the last;
/// an empty value takes back what was said before it.
package struct Settings: Sendable {
    private let assignments: [Assignment]
    /// The sections of their own, each as assignments.
    private let sections: [[Assignment]]
    private var known: [String] = []
    private var knownSections: [String] = []
    private var found: [ConfigurationProblem] = []

    package init(_ assignments: [Assignment] = []) {
        self.assignments = assignments.filter { $0.section == nil }
        var sections: [[Assignment]] = []
        var positions: [RepeatedSection: Int] = [:]
        for assignment in assignments {
            guard let section = assignment.section else { continue }
            if let position = positions[section] {
                sections[position].append(assignment)
            } else {
                positions[section] = sections.count
                sections.append([assignment])
            }
        }
        self.sections = sections
    }

    private init(section: [Assignment]) {
        assignments = section
        sections = []
    }

    /// A value with the line that says it; nil for a default.
    package struct Placed<Value: Sendable>: Sendable {
        package let value: Value
        package let place: Place?

        package init(value: Value, place: Place?) {
            self.value = value
            self.place = place
        }
    }

    /// Every problem so far, with the keys that nobody has read.
    package var problems: [ConfigurationProblem] {
        found
            + assignments.filter { !known.contains($0.key) }
            .map { .unknown(.key, $0.key, at: $0.place, known: known) }
            + sections.compactMap(\.first?.section).filter { !knownSections.contains($0.kind) }
            .map { .unknown(.section, $0.kind, at: $0.place, known: ["Control", "Test", "Settings"] + knownSections) }
    }

    /// Reads the sections of one kind, each with settings of its own whose problems count as problems of these.
    package mutating func sections<Value>(_ kind: String, read: (inout Settings, RepeatedSection) -> Value) -> [Value] {
        if !knownSections.contains(kind) { knownSections.append(kind) }
        return sections.compactMap { assignments in
            guard let section = assignments.first?.section, section.kind == kind else { return nil }
            var inner = Settings(section: assignments)
            let value = read(&inner, section)
            found += inner.problems
            return value
        }
    }

    /// Whether anything is said for a key, fitting or not.
    package func says(_ key: String) -> Bool { assignments.last { $0.key == key }.map { !$0.value.isEmpty } ?? false }

    /// Says that a key which has to be there is missing from a section.
    package mutating func demand(_ key: String, in section: RepeatedSection) {
        found.append(.incomplete(section: section.kind, at: section.place, key: key))
    }

    /// Says that two sections of one kind have the same name.
    package mutating func repeated(_ kind: String, name: String, at place: Place, first: Place) {
        found.append(.repeated(.section, "\(kind) \(name)", at: place, first: first, wayOut: "give each a Name= of its own"))
    }

    /// Says that a value, although well-formed, cannot be used.
    package mutating func reject(_ key: String, _ value: Placed<some Sendable>, expected: String) {
        guard let place = value.place else { return }
        found.append(.badValue(key: key, value: "\(value.value)", at: place, expected: expected))
    }

    package mutating func integer(_ key: String, default standard: Int, in range: ClosedRange<Int>) -> Int {
        value(key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        } ?? standard
    }

    /// A whole number, or `off`, which is nil.
    package mutating func integerOrOff(_ key: String, default standard: Int?, in range: ClosedRange<Int>) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound), or off"
        let choice = value(key, expected: expected) { text -> Int?? in
            text == "off" ? .some(nil) : Int(text).flatMap { range.contains($0) ? .some($0) : nil }
        }
        return choice ?? standard
    }

    package mutating func timeSpan(_ key: String, default standard: TimeSpan) -> TimeSpan {
        value(key, expected: "a time span such as 90d, 15m or 1h 30min") { TimeSpan($0) } ?? standard
    }

    /// A time span, or `off`, which is nil.
    package mutating func timeSpanOrOff(_ key: String, default standard: TimeSpan?) -> TimeSpan? {
        let choice = value(key, expected: "a time span such as 365d, or off") { text -> TimeSpan?? in
            text == "off" ? .some(nil) : TimeSpan(text).map { .some($0) }
        }
        return choice ?? standard
    }

    package mutating func size(_ key: String, default standard: ByteSize) -> ByteSize {
        value(key, expected: "a number of bytes such as 64M") { ByteSize($0) } ?? standard
    }

    package mutating func share(_ key: String, default standard: Share) -> Share {
        value(key, expected: "a share such as 50% or 1/6") { Share($0) } ?? standard
    }

    /// `yes`, `true`, `on`, `1` or their opposites.
    package mutating func flag(_ key: String, default standard: Bool) -> Bool {
        value(key, expected: "yes or no") { Self.flags[$0.lowercased()] } ?? standard
    }

    /// One of the words of an enumeration.
    package mutating func choice<Choice: RawRepresentable & CaseIterable & Sendable>(_ key: String, default standard: Choice) -> Choice
    where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return value(key, expected: "one of \(words)") { Choice(rawValue: $0) } ?? standard
    }

    /// A list of words: white space separates, quotes keep together, repeated keys append.
    package mutating func words(_ key: String, default standard: [String]) -> [String] {
        guard let placed = placedWords(key) else { return standard }
        return placed.map(\.value)
    }

    /// The same with the line of each word; nil where nothing is said.
    package mutating func placedWords(_ key: String) -> [Placed<String>]? {
        guard let said = said(key) else { return nil }
        var words: [Placed<String>] = []
        for assignment in said {
            guard let split = splitWords(assignment.value) else {
                found.append(.badValue(key: key, value: assignment.value, at: assignment.place, expected: "words with closed quotes"))
                continue
            }
            words += split.map { Placed(value: $0, place: assignment.place) }
        }
        return words
    }

    /// A list with one entry a line, each read by `parse`; repeated keys append.
    package mutating func entries<Entry: Sendable>(_ key: String, expected: String, parse: (String) -> Entry?) -> [Placed<Entry>] {
        var entries: [Placed<Entry>] = []
        for assignment in said(key) ?? [] {
            if let entry = parse(assignment.value) {
                entries.append(Placed(value: entry, place: assignment.place))
            } else {
                found.append(.badValue(key: key, value: assignment.value, at: assignment.place, expected: expected))
            }
        }
        return entries
    }

    private mutating func value<Value>(_ key: String, expected: String, parse: (String) -> Value?) -> Value? {
        guard let last = said(key)?.last else { return nil }
        if let value = parse(last.value) { return value }
        // Several readers may want one key, such as the deadline.
        let problem = ConfigurationProblem.badValue(key: key, value: last.value, at: last.place, expected: expected)
        if !found.contains(problem) { found.append(problem) }
        return nil
    }

    /// What is said for a key after the last empty value; nil where nothing is said, or all was taken back.
    private mutating func said(_ key: String) -> [Assignment]? {
        if !known.contains(key) { known.append(key) }
        let all = assignments.filter { $0.key == key }
        let inForce = all.suffix(while: { !$0.value.isEmpty })
        return inForce.isEmpty ? nil : inForce
    }

    static let flags = ["yes": true, "true": true, "on": true, "1": true, "no": false, "false": false, "off": false, "0": false]
}

/// Words separated by white space; `"…"` and `'…'` keep together; nil for a quote that is not closed.
package func splitWords(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
        if let open = quote {
            if character == open { quote = nil } else { word?.append(character) }
        } else if character == "\"" || character == "'" {
            quote = character
            word = word ?? ""
        } else if character == " " || character == "\t" {
            if let finished = word { words.append(finished) }
            word = nil
        } else {
            word = (word ?? "") + String(character)
        }
    }
    if let finished = word { words.append(finished) }
    return quote == nil ? words : nil
}

extension Array {
    /// The longest run at the end whose elements all satisfy a condition.
    fileprivate func suffix(while holds: (Element) -> Bool) -> [Element] {
        guard let last = lastIndex(where: { !holds($0) }) else { return self }
        return Array(self[(last + 1)...])
    }
}
