import Controls
import ProbeKit

/// Configurations for tests, from the text of their files.
enum SampleConfiguration {
    static func control(_ probe: String, _ id: String, _ test: String = "", settings: String = "") -> ConfigurationFile {
        let text = """
            [Control]
            Id=\(id)
            Description=For tests
            Owner=team
            Criterion=CC6.1
            [Test]
            Probe=\(probe)
            \(test)
            [Settings]
            \(settings)
            """
        return file("controls.d/\(probe).control", text)
    }

    static func waiver(_ id: String, _ control: String, _ check: CheckID, _ subject: String, from: Moment, until: Moment)
        -> ConfigurationFile
    {
        file(
            "waivers.d/\(id).waiver",
            """
            [Waiver]
            Control=\(control)
            Check=\(check)
            Subject=\(subject)
            Reason=For tests
            RequestedBy=alice
            ApprovedBy=bob
            ApprovedAt=\(from.rfc3339)
            Expires=\(until.rfc3339)
            CompensatingControl=none
            """)
    }

    /// - Parameter scope: lines such as `Control=NET-03`.
    static func silence(_ id: String, _ scope: String, until: Moment) -> ConfigurationFile {
        file("silences.d/\(id).silence", "[Silence]\nAuthor=alice\nReason=For tests\nUntil=\(until.rfc3339)\n\(scope)")
    }

    static func file(_ name: String, _ text: String) -> ConfigurationFile {
        ConfigurationFile(name: name, path: "/etc/soc2d/\(name)", contents: .text(Array(text.utf8)))
    }

    static let usual = [
        control("open-ports", "NET-03", "Every=10m\nEvery=cleartext-service 1h"),
        control("account-drift", "AC-02", "Every=15m\nEvery=access-review 24h"),
        control("password-policy", "AC-07", "Every=1h\nEvery=lockout 150m\nEvery=maximum-age 24h"),
        control("backup-freshness", "BC-01", "Every=6h\nEvery=restore-test 7d"),
    ]

    static let other = [
        control("open-ports", "NET-03", "Every=20m\nEvery=cleartext-service 1h", settings: "Allow=tcp/22"),
        control("account-drift", "AC-02", "Check=unapproved-account\nEvery=15m"),
        control("backup-freshness", "BC-01", "Every=6h\nEvery=restore-test 7d"),
    ]

    static let broken = [control("open-ports", "NET-03", "Every=soon"), file("controls.d/no.txt", "")]

    static func read(_ files: [ConfigurationFile]) -> (configuration: Configuration, problems: [ConfigurationProblem]) {
        Configuration.reading(ConfigurationFiles(directories: [files]), probes: SampleProbes.all.map(\.known))
    }
}
