/// The files about the monitor itself, laid over each other, not yet understood.
struct MonitorDraft {
    private var assignments: [String: [Assignment]] = [:]
    private(set) var problems: [ConfigurationProblem] = []

    private static let sections = ["Monitor", "Ledger", "Keys"]

    mutating func merge(_ unit: UnitFile) {
        for section in unit.sections {
            guard Self.sections.contains(section.name) else {
                problems.append(.unknown(.section, section.name, at: section.place, known: Self.sections))
                continue
            }
            assignments[section.name, default: []] += section.assignments
        }
    }

    /// Reads everything; what does not fit stays as it usually is, and is a problem.
    mutating func settings() -> MonitorSettings {
        var settings = MonitorSettings()
        read("Monitor") { keys in
            settings.stateDirectory = Self.directory(&keys) ?? settings.stateDirectory
            let places = keys.integer("ParallelProbes", default: 0, in: 1...64)
            settings.parallelProbes = places > 0 ? places : nil
        }
        read("Ledger") { keys in
            settings.origin = Self.origin(&keys)
            settings.retention = Self.retention(&keys) ?? settings.retention
            settings.legalHold = keys.flag("LegalHold", default: false)
        }
        var signers = SignersReader([])
        read("Keys") { keys in
            signers = SignersReader(keys.entries("Signer", expected: "text") { $0 })
            settings.requiresSignatures = keys.flag("RequireSignature", default: false)
        }
        settings.signers = signers.signers
        problems += signers.problems
        return settings
    }

    private mutating func read(_ section: String, _ body: (inout Settings) -> Void) {
        var keys = Settings(assignments[section] ?? [])
        body(&keys)
        problems += keys.problems
    }

    private static func directory(_ keys: inout Settings) -> String? {
        keys.last("StateDirectory", expected: "an absolute path without .., such as /var/lib/soc2d") { text in
            let parts = text.split(separator: "/")
            return text.hasPrefix("/") && !parts.isEmpty && !parts.contains("..") ? text : nil
        }
    }

    /// The name of a key too: signed-note wants neither spaces nor `+` in it.
    private static func origin(_ keys: inout Settings) -> String? {
        keys.last("Origin", expected: "a name of at most 100 characters without spaces and +, such as soc2d.example.com/web-1") { text in
            let isName = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "+" && !$0.properties.isWhitespace }
            return isName && text.unicodeScalars.count <= 100 ? text : nil
        }
    }

    private static func retention(_ keys: inout Settings) -> TimeSpan? {
        keys.last("Retention", expected: "a time span of at least \(MonitorSettings.shortestRetention), such as 400d") { text in
            TimeSpan(text).flatMap { $0 >= MonitorSettings.shortestRetention ? $0 : nil }
        }
    }
}

extension Settings {
    /// The last value that is said for a key; nil where nothing is said, and where it does not fit, which is a problem.
    fileprivate mutating func last<Value>(_ key: String, expected: String, parse: (String) -> Value?) -> Value? {
        guard let said = entries(key, expected: expected, parse: { $0 }).last else { return nil }
        let value = parse(said.value)
        if value == nil { reject(key, said, expected: expected) }
        return value
    }
}
