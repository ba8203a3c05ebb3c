/// What is wrong with a line of the configuration, and the way out.
package enum ConfigurationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case tooLarge(file: String, limit: Int)
    case unreadable(file: String, why: String)
    case notText(at: Place)
    case badSection(String, at: Place)
    case notAnAssignment(String, at: Place)
    case outsideSection(key: String, at: Place)
    case unknownFile(file: String, expected: String)
    case unknown(Kind, String, at: Place, known: [String])
    case misplacedSection(String, at: Place, because: String)
    case badValue(key: String, value: String, at: Place, expected: String)
    case missing(key: String, section: String, file: String)
    case incomplete(section: String, at: Place, key: String)
    case repeated(Kind, String, at: Place, first: Place, wayOut: String)
    /// A signature that does not count, in this file.
    case badSignature(file: String, SignatureProblem)
    case unsigned(file: String)
    case ambiguousSettings(String, at: Place, probes: [String])

    /// The sort of name that was not known, or that stands twice.
    package enum Kind: String, Hashable, Sendable {
        case section, key, probe, check, criterion, control, severity, format
        case controlID = "control id"
        case settings = "settings section of probe"
        case waiver = "waiver of"
        case signingKey = "the key of"
        case destinationKind = "kind of destination"
    }

    package var description: String {
        switch self {
        case .tooLarge(let file, let limit): "\(file): larger than \(limit) bytes; split it into drop-ins"
        case .unreadable(let file, let why): "\(file): cannot be read: \(why)"
        case .notText(let place): "\(place): not UTF-8 text; remove the binary bytes"
        case .badSection(let line, let place): "\(place): “\(shortened(line))” is not a section; write [Name]"
        case .notAnAssignment(let line, let place): "\(place): “\(shortened(line))” is not Key=Value; comments start with #"
        case .outsideSection(let key, let place): "\(place): “\(shortened(key))=” stands before any [Section]"
        case .unknownFile(let file, let expected): "\(file): not read here; \(expected)"
        case .unknown(let kind, let name, let place, let known): unknownText(kind, name, place, known)
        case .misplacedSection(let name, let place, let why): "\(place): [\(shortened(name))] cannot stand here: \(why)"
        case .badValue(let key, let value, let place, let expected):
            "\(place): \(key)=\(withoutSecret(value)) is not valid; expected \(expected)"
        case .missing(let key, let section, let file): "\(file): [\(section)] has no \(key)=; add it"
        case .incomplete(let section, let place, let key): "\(place): [\(section)] has no \(key)=; add it"
        case .repeated(let kind, let name, let place, let first, let wayOut):
            "\(place): \(kind.rawValue) “\(shortened(name))” stands already at \(first); \(wayOut)"
        case .badSignature(let file, let problem): "\(file): \(problem)"
        case .unsigned(let file):
            "\(file): not signed, and RequireSignature= wants that; sign it with `ssh-keygen -Y sign -n \(DetachedSignature.namespace)`"
        case .ambiguousSettings(let section, let place, let probes):
            "\(place): [\(section)] before any [Test], and the control tests several probes; "
                + "write [Test] and Probe= with one of \(probes.joined(separator: ", ")) above it"
        }
    }

    private func unknownText(_ kind: Kind, _ name: String, _ place: Place, _ known: [String]) -> String {
        let what = "\(place): no \(kind.rawValue) is called “\(shortened(name))”"
        if let near = nearestWord(to: name, among: known) { return "\(what); did you mean “\(near)”?" }
        switch kind {
        case .probe: return "\(what); `soc2d probes` lists them"
        case .criterion: return "\(what); `soc2d controls` lists all 61"
        case .check, .key, .section, .control, .controlID, .settings, .waiver, .signingKey, .severity, .format, .destinationKind:
            return known.isEmpty ? what : "\(what); known: \(known.joined(separator: ", "))"
        }
    }
}

/// Every problem found in one go, so that nobody has to mend and run, mend and run.
package struct ConfigurationProblems: Error, Hashable, Sendable {
    package let all: [ConfigurationProblem]

    package init(_ all: [ConfigurationProblem]) { self.all = all }
    package init(_ only: ConfigurationProblem) { all = [only] }
}

/// Hostile or mistyped text is cut, and never carries control characters to a terminal.
private func shortened(_ text: String) -> String {
    let escaped = Subject.escaping(Array(text.utf8.prefix(200))).replacing("%25", with: "%")
    return escaped.count > 60 ? escaped.prefix(60) + "…" : escaped
}

/// A value that may hold a password, since a location does, is not shown: errors go to the journal.
package func withoutSecret(_ value: String) -> String {
    let isLocation = value.contains("@") || (value.contains("://") && value.contains { $0 == "?" || $0 == "#" })
    return isLocation ? "(not shown, since it may hold a password)" : shortened(value)
}

/// The known word that a mistyped one most likely meant: at most a third of its letters differ.
package func nearestWord(to word: String, among known: [String]) -> String? {
    let typed = Array(word.lowercased().utf8.prefix(100))
    let distances = known.map { (word: $0, distance: editDistance(typed, Array($0.lowercased().utf8))) }
    guard let nearest = distances.min(by: { $0.distance < $1.distance }) else { return nil }
    return nearest.distance <= max(1, nearest.word.utf8.count / 3) ? nearest.word : nil
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other (optimal string alignment).
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var rows = [Array(0...second.count)]
    for row in 1..<(first.count + 1) {
        var current = [row]
        for column in 1..<(second.count + 1) {
            let isSame = first[row - 1] == second[column - 1]
            var least = min(rows[row - 1][column] + 1, current[column - 1] + 1, rows[row - 1][column - 1] + (isSame ? 0 : 1))
            if row > 1, column > 1, first[row - 1] == second[column - 2], first[row - 2] == second[column - 1] {
                least = min(least, rows[row - 2][column - 2] + 1)
            }
            current.append(least)
        }
        rows.append(current)
    }
    return rows[first.count][second.count]
}
