import Controls
import Testing

/// Waivers as files, over two controls.
enum WaiverFiles {
    static let now = Moment(seconds: 1_795_305_600)  // 2026-11-22T00:00:00Z

    private static let probes = [
        KnownProbe(name: "password-policy", checks: ["password-policy.minimum-length", "password-policy.lockout"]) { _ in [] },
        KnownProbe(name: "open-ports", checks: ["open-ports.unexpected-listener"]) { _ in [] },
    ]

    private static func control(_ id: String, _ probe: String) -> ConfigurationFile {
        let text = "[Control]\nId=\(id)\nDescription=d\nOwner=o\nCriterion=CC6.1\n[Test]\nProbe=\(probe)\n"
        return ConfigurationFile(name: "controls.d/\(probe).control", path: "/etc/\(probe).control", contents: .text(Array(text.utf8)))
    }

    /// A waiver that is in order, with some lines replaced, added, or taken away by an empty value.
    static func text(_ lines: KeyValuePairs<String, String> = [:]) -> String {
        var keys = [
            ("Control", "AC-07"), ("Check", "minimum-length"), ("Subject", "sshd"), ("Reason", "vendor appliance"),
            ("RequestedBy", "alice"), ("ApprovedBy", "Bob Smith"), ("ApprovedAt", "2026-11-01"), ("Expires", "2027-01-31"),
            ("CompensatingControl", "keys alone"),
        ]
        for (key, value) in lines {
            if let index = keys.firstIndex(where: { $0.0 == key }) { keys[index].1 = value } else { keys.append((key, value)) }
        }
        return "[Waiver]\n" + keys.filter { !$0.1.isEmpty }.map { "\($0)=\($1)\n" }.joined()
    }

    static func file(_ id: String, _ text: String) -> ConfigurationFile {
        ConfigurationFile(name: "waivers.d/\(id).waiver", path: "/etc/\(id).waiver", contents: .text(Array(text.utf8)))
    }

    static func read(
        _ files: [ConfigurationFile], at now: Moment? = now, verifying cryptography: (any Cryptography)? = nil
    ) throws(ConfigurationProblems) -> Configuration {
        let controls = [control("AC-07", "password-policy"), control("NET-01", "open-ports")]
        return try Configuration(ConfigurationFiles(directories: [controls + files]), probes: probes, at: now, verifying: cryptography)
    }

    static func problems(_ files: ConfigurationFile..., at now: Moment? = now) -> [String] {
        do throws(ConfigurationProblems) { _ = try read(files, at: now) } catch { return error.all.map(\.description) }
        return []
    }

    /// What is wrong with W-12 with these lines in it.
    static func problems(_ lines: KeyValuePairs<String, String>) -> [String] { problems(file("W-12", text(lines))) }

    static func waivers(_ texts: KeyValuePairs<String, KeyValuePairs<String, String>>) throws -> Waivers {
        try read(texts.map { file($0.key, text($0.value)) }).waivers
    }
}

extension Moment {
    /// A time that the test writes out, such as `2027-01-31T23:59:59Z`.
    init(_ text: String) throws { self = try #require(Moment(rfc3339: text)) }
}
