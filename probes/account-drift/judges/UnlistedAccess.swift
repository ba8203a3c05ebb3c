import Controls
import ProbeKit

extension AccountDriftProbe {
    /// What may hold accounts, grants or keys that no list shows, by source: as the checks of these say it, the first of each source.
    func unlistedAccess(_ evidence: AccountDriftEvidence, against baseline: AccountDriftEvidence?, _ check: CheckID) -> [CheckResult] {
        var found = Self.incompleteSources(evidence.accounts, ["passwd", "group", "sudoers"], check, settings)
        found += (evidence.grants.unread + evidence.keys.unread).map { $0.result(check) }
        let bad = evidence.grants.badLines + evidence.keys.files.compactMap(\.badLines)
        for path in Set(bad.map(\.path)).sorted() { found.append(Self.result(bad.filter { $0.path == path }, check)) }
        found += evidence.keys.sources.map { KeyJudge.result(of: $0, against: baseline, check) }
        found += evidence.grants.policyFiles.map { GrantJudge.result(of: $0, against: baseline, check) }
        found += evidence.grants.grants.compactMap { GrantJudge.strangers(of: $0, settings, check) }
        var seen: Set<String> = []
        return found.filter { $0.verdict.outcome != .pass && seen.insert($0.subject).inserted }
    }
}
