import ProbeKit

/// The forbidden suites that an endpoint accepts, by the word that forbids them and the versions with which they are accepted.
struct ForbiddenSuites {
    /// With the versions in which it was accepted, in the order in which they came up.
    private var suites: [(name: String, word: String, versions: [TLSVersion])] = []
    private var places: [String: Int] = [:]

    /// Characters; what goes beyond is counted.
    private static let longestText = 2000

    mutating func add(_ name: String, by word: String, with version: TLSVersion) {
        if let place = places[name] {
            suites[place].versions.append(version)
        } else {
            places[name] = suites.count
            suites.append((name, word, [version]))
        }
    }

    /// `anon with TLS 1.0, TLS 1.2: A, B; null with TLS 1.2: C`; nil where there is none.
    var text: String? {
        guard !suites.isEmpty else { return nil }
        var groups: [(heading: String, names: [String])] = []
        for suite in suites {
            let heading = "\(suite.word) with \(suite.versions.map(\.rawValue).joined(separator: ", "))"
            if let place = groups.firstIndex(where: { $0.heading == heading }) {
                groups[place].names.append(suite.name)
            } else {
                groups.append((heading, [suite.name]))
            }
        }
        return Self.bounded(groups)
    }

    private static func bounded(_ groups: [(heading: String, names: [String])]) -> String {
        var text = ""
        var left = groups.reduce(0) { $0 + $1.names.count }
        for group in groups {
            for (index, name) in group.names.enumerated() {
                let piece = index > 0 ? ", \(name)" : "\(text.isEmpty ? "" : "; ")\(group.heading): \(name)"
                guard text.utf8.count + piece.utf8.count <= longestText else { return "\(text) and \(left) more" }
                text += piece
                left -= 1
            }
        }
        return text
    }
}
