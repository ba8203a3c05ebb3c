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
    /// Looks once and judges. Evidence that is wanted comes back as canonical JSON.
    package let execute: @Sendable (Settings, Host, inout PastLooks, _ wantsEvidence: Bool, inout Results) throws(ProbeFailure) -> [UInt8]?
    /// What a person approves with some evidence, under some settings; nil for a probe without a drift check.
    package let approvable: (@Sendable (Settings, _ evidence: [UInt8]) throws(RecordProblem) -> [ApprovableItem])?

    package init<P: Probe>(_ probe: P.Type, defaultControl: [UInt8], page: [UInt8]) {
        manifest = P.manifest
        self.defaultControl = defaultControl
        self.page = page
        problems = { settings in
            var settings = settings
            _ = CommonSettings(&settings, usualDeadline: P.manifest.usualDeadline)
            _ = P(settings: &settings)
            return settings.problems
        }
        execute = { settings, host, past, wantsEvidence, results throws(ProbeFailure) in
            var settings = settings
            let probe = P(settings: &settings)
            let previous = past.takePrevious(of: P.self, into: &results)
            let evidence = try probe.observe(host, after: previous, wanting: results.wants)
            probe.judge(evidence, against: past.takeBaseline(of: P.self, into: &results), into: &results)
            guard wantsEvidence else { return nil }
            do { return try evidence.canonicalJSON() } catch {
                throw ProbeFailure(.internalError, "the evidence cannot be written: \(error)")
            }
        }
        guard !P.manifest.driftChecks.isEmpty else {
            approvable = nil
            return
        }
        approvable = { settings, evidence throws(RecordProblem) in
            var settings = settings
            return P(settings: &settings).approvable(try P.Evidence(canonicalJSON: evidence))
        }
    }

    /// What the configuration reader has to know of the probe.
    package var known: KnownProbe {
        KnownProbe(name: manifest.probe, checks: manifest.checks.map(\.id), sectionKinds: manifest.sectionKinds, problems: problems)
    }
}
