import Controls

/// One thing that a configuration says. Two of them say the same wherever they stand.
struct ConfigurationLine: Sendable {
    /// Such as `open-ports AllowListener=tcp/22`.
    let text: String
    /// The same as people are shown it: short, and without what may be a secret.
    let shown: String
    /// Nil where it may be a default.
    let place: Place?

    private init(_ subject: String, _ key: String, _ value: String, at place: Place?) {
        text = "\(subject) \(key)=\(value)"
        shown = "\(subject) \(key)=\(withoutSecret(value))"
        self.place = place
    }

    /// As a difference has it.
    var line: String { place.map { "\(shown) (\($0))" } ?? shown }

    /// Every line of a configuration, in an order that depends on what it says alone.
    static func all(of configuration: Configuration) -> [ConfigurationLine] {
        lines(of: configuration.monitor) + configuration.controls.sorted { $0.id < $1.id }.flatMap(lines)
            + configuration.settings.keys.sorted().flatMap { lines(ofSettings: configuration.settings[$0] ?? [], of: $0) }
            + configuration.waivers.all.flatMap(lines) + configuration.silences.flatMap(lines) + configuration.destinations.flatMap(lines)
    }

    /// The settings of one probe.
    static func lines(ofSettings settings: [Assignment], of probe: String) -> [ConfigurationLine] {
        var sections: [RepeatedSection] = []
        return settings.map { assignment in
            guard let section = assignment.section else {
                return ConfigurationLine(probe, assignment.key, assignment.value, at: assignment.place)
            }
            if !sections.contains(section) { sections.append(section) }
            let number = (sections.firstIndex(of: section) ?? 0) + 1
            return ConfigurationLine("\(probe) [\(section.kind) \(number)]", assignment.key, assignment.value, at: assignment.place)
        }
    }

    private static func lines(of monitor: MonitorSettings) -> [ConfigurationLine] {
        let said = [
            ("StateDirectory", monitor.stateDirectory), ("ParallelProbes", monitor.parallelProbes.map { "\($0)" }),
            ("Origin", monitor.origin), ("Retention", "\(monitor.retention)"), ("LegalHold", monitor.legalHold ? "yes" : "no"),
        ]
        let signers = monitor.signers.all.map { ("Signer", $0.line as String?) }
        let required = monitor.requiresSignatures ? [("RequireSignature", "yes" as String?)] : []
        return (said + signers + required).compactMap { key, value in value.map { ConfigurationLine("soc2d.conf", key, $0, at: nil) } }
    }

    private static func lines(of control: Control) -> [ConfigurationLine] {
        let criteria = control.criteria.map { ConfigurationLine(control.id, "Criterion", $0.rawValue, at: control.place) }
        let tests = control.tests.flatMap { test in
            test.checks.map { check in
                let every = control.interval(of: check)?.description ?? ""
                let severity = control.severity(of: check)?.rawValue ?? ""
                let confirm = control.confirmFailures(of: check)
                let patience = confirm > 1 ? ", told after \(confirm) failures" : ""
                return ConfigurationLine(control.id, "Check", "\(check) every \(every), \(severity)\(patience)", at: test.place)
            }
        }
        return [
            ConfigurationLine(control.id, "Description", control.description, at: control.place),
            ConfigurationLine(control.id, "Owner", control.owner, at: control.place),
        ] + criteria + tests
    }

    static func lines(of destination: Destination) -> [ConfigurationLine] {
        let said: [(String, String?)] = [
            ("Kind", destination.kind.rawValue), ("Credential", destination.credential), ("Severity", destination.lowestSeverity.rawValue),
            ("Probe", destination.probes.joined(separator: " ")), ("Control", destination.controls.joined(separator: " ")),
            ("Criterion", destination.criteria.map(\.rawValue).joined(separator: " ")),
            ("QuietHours", destination.quietHours?.description), ("Escalation", destination.isEscalation ? "yes" : nil),
            ("Internal", destination.isInternal ? "yes" : nil), ("Confirm", destination.isConfirmed ? "response" : nil),
            ("Format", destination.format.rawValue), ("CAFile", destination.caFile), ("Pin", destination.pins.joined(separator: " ")),
            ("Proxy", destination.proxy),
        ]
        return said.compactMap { key, value in
            guard let value, !value.isEmpty else { return nil }
            return ConfigurationLine("destination \(destination.name)", key, value, at: destination.place)
        }
    }

    private static func lines(of silence: Silence) -> [ConfigurationLine] {
        let said = [
            ("Covers", silence.scope.words), ("Author", silence.author), ("Reason", silence.reason), ("Until", silence.expiry.text),
        ]
        return said.map { ConfigurationLine("silence \(silence.id)", $0.0, $0.1, at: silence.place) }
    }

    private static func lines(of waiver: Waiver) -> [ConfigurationLine] {
        let said: [(String, String?)] = [
            ("Subject", "\(waiver.subject)"), ("Reason", waiver.reason), ("RequestedBy", waiver.requestedBy),
            ("ApprovedBy", waiver.approvedBy), ("ApprovedAt", waiver.approvedAt.rfc3339), ("Expires", waiver.expiry.text),
            ("CompensatingControl", waiver.compensatingControl), ("SignedBy", waiver.signature.map { "\($0.signer) \($0.key)" }),
        ]
        return said.compactMap { key, value in value.map { ConfigurationLine(waiver.id, key, $0, at: waiver.place) } }
    }
}
