package import Controls

/// A probe with its type forgotten: what the registry lists and a probe child runs.
package struct ProbeEntry: Sendable {
    package let manifest: Manifest
    /// The control file that is in force unless the entity writes its own.
    package let defaultControl: [UInt8]
    /// The page that says what the probe checks and why, in Markdown.
    package let page: [UInt8]
    /// The problems of some settings.
    package let problems: @Sendable (Settings) -> [ConfigurationProblem]
    /// Looks once and judges. The evidence comes back as canonical JSON.
    package let execute: @Sendable (Settings, Host, _ previous: [UInt8]?, inout Results) throws(ProbeFailure) -> EvidenceRecord

    package init<P: Probe>(_ probe: P.Type, defaultControl: [UInt8], page: [UInt8]) {
        manifest = P.manifest
        self.defaultControl = defaultControl
        self.page = page
        problems = { settings in
            var settings = settings
            _ = CommonSettings(&settings)
            _ = P(settings: &settings)
            return settings.problems
        }
        execute = { settings, host, previous, results throws(ProbeFailure) in
            var settings = settings
            let probe = P(settings: &settings)
            let evidence = try probe.observe(host, after: previous.map(Self.read))
            probe.judge(evidence, against: nil, into: &results)
            return EvidenceRecord { () throws(RecordProblem) in try evidence.canonicalJSON() }
        }
    }

    private static func read<Evidence: RecordedObject>(_ bytes: [UInt8]) throws(ProbeFailure) -> Evidence {
        do { return try Evidence(canonicalJSON: bytes) } catch {
            throw ProbeFailure(.internalError, "the previous evidence cannot be read: \(error)")
        }
    }
}

/// Evidence that is written only if somebody keeps it.
package struct EvidenceRecord {
    package let canonicalJSON: () throws(RecordProblem) -> [UInt8]
}
