import Controls
import ProbeKit

extension Configuration {
    /// What a plan promises of every probe that some control tests, in the order of their names.
    func promises(_ duty: Duty) -> [Promise] {
        duty.probes.compactMap { entry in
            let probe = entry.manifest.probe
            let checks = promised(probe)
            guard !checks.isEmpty else { return nil }
            var settings = Settings(settings[probe] ?? [])
            let common = CommonSettings(&settings, usualDeadline: entry.manifest.usualDeadline)
            return Promise(
                probe, checks: checks,
                offset: { Splay.offset(of: probe, every: $0, on: duty.host.id, sha256: duty.sha256) }, timeout: common.deadline,
                version: duty.version, codeDigest: duty.codeDigest,
                parametersDigest: digest(ofSettings: probe, sha256: duty.sha256))
        }.sorted { $0.probe < $1.probe }
    }

    private func promised(_ probe: String) -> [PromisedCheck] {
        checks(of: probe).sorted().compactMap { check in
            guard let control = control(of: check) else { return nil }
            return PromisedCheck(
                check, every: control.interval(of: check) ?? .hours(1), confirm: control.confirmFailures(of: check), control: control.id,
                owner: control.owner,
                selector: CheckCatalogue.definition(of: check)?.subjects ?? "")
        }
    }
}
