import Controls
import ProbeKit

extension AccountDriftProbe {
    private static let check = CheckID.unapprovedAccount

    /// Every account against the approved names and the approved state.
    func judgeAccounts(_ evidence: AccountDriftEvidence, against baseline: AccountDriftEvidence?, into results: inout Results) {
        let accounts = evidence.accounts.accounts
        let approved = ApprovedNames(settings, evidence.rosters ?? [])
        judgeRosters(evidence.rosters ?? [], into: &results)
        judgeSources(evidence.accounts, databases: ["passwd"], check: Self.check, into: &results)
        let before = baseline.map { Self.byName($0.accounts.accounts) }
        let owners = Self.firstOwners(accounts)
        var first: [String: Int32] = [:]
        first.reserveCapacity(accounts.count)
        var repeated: [String: [Source]] = [:]
        for (position, account) in accounts.enumerated() {
            if first[account.name] == nil {
                first[account.name] = Int32(clamping: position)
            } else {
                repeated[account.name, default: []].append(Self.source(account))
            }
        }
        for (position, account) in accounts.enumerated() where first[account.name].map(Int.init) == position {
            if let others = repeated[account.name] {
                let lines = [Self.source(account)] + others
                results.add(Self.result(account.name, .fail(.unexpected), "the name stands on \(lines.count) lines", lines))
            } else if let other = owners[account.uid], other.name != account.name || other.isShared {
                let whose = other.name == account.name ? "shared with another account" : "also \(other.name)’s"
                results.add(Self.result(account.name, .fail(.unexpected), "uid \(account.uid) is \(whose)", [Self.source(account)]))
            } else {
                results.add(Self.judged(account, approved, before: before?[account.name], hasBaseline: before != nil))
            }
        }
        judgeRemoved(evidence, approved, before: baseline?.accounts.accounts ?? [], present: { first[$0] != nil }, into: &results)
    }

    /// One subject for every roster that cannot be used; and all of them are relied on.
    private func judgeRosters(_ rosters: [Roster], into results: inout Results) {
        for roster in rosters {
            if let obstacle = roster.obstacle(olderThan: settings.rosterMaximumAge) {
                results.add(obstacle.result(Self.check, required: "a roster that can be used"))
            }
            if let document = roster.document { results.rely(on: document) }
        }
    }

    private static func judged(
        _ account: AccountFact, _ approved: ApprovedNames, before: AccountFact?, hasBaseline: Bool
    ) -> CheckResult {
        let source = [source(account)]
        if let before, let change = change(from: before, to: account) {
            return result(account.name, .fail(.changed), change, source)
        }
        if before != nil || approved.contains(account.name) {
            return result(account.name, .pass, approved.words(for: account.name), source)
        }
        if let obstacle = approved.obstacle {
            return result(account.name, .inconclusive(obstacle.reason), "not approved, as far as the roster can be read", source)
        }
        if !hasBaseline, approved.isEmpty {
            return result(account.name, .inconclusive(.noBaseline), "nothing is approved yet", source)
        }
        return result(account.name, .fail(.unexpected), "uid \(account.uid), not approved", source)
    }

    /// What was approved and is gone. A name that the settings or a roster list is missed; otherwise removal is drift that ended well.
    private func judgeRemoved(
        _ evidence: AccountDriftEvidence, _ approved: ApprovedNames, before: [AccountFact], present: (String) -> Bool,
        into results: inout Results
    ) {
        guard evidence.accounts.passwd == nil else { return }
        // Who is not in the file may still come from a source that was not listed.
        let isComplete = Self.incompleteSources(evidence.accounts, ["passwd"], Self.check, settings)
            .allSatisfy { $0.verdict.outcome == .notApplicable }
        let source = [Source("/etc/passwd")]
        for name in approved.all where !present(name) {
            let verdict: Verdict = isComplete ? .fail(.missing) : .inconclusive(.populationIncomplete)
            let absence = approved.absence(of: name)
            results.add(Self.result(name, verdict, absence.words, source + absence.sources))
        }
        // Who is not listed may be so in the roster that could not be read.
        let doubt = isComplete ? approved.obstacle?.reason : .populationIncomplete
        for account in before where !present(account.name) && !approved.contains(account.name) {
            let verdict: Verdict = doubt.map { .inconclusive($0) } ?? .pass(.subjectAbsent)
            results.add(Self.result(account.name, verdict, "not in /etc/passwd any more", source))
        }
    }

    /// Each difference with the value before and after; nil if there is none.
    private static func change(from before: AccountFact, to after: AccountFact) -> String? {
        if before.uid == after.uid, before.gid == after.gid, before.home == after.home, before.shell == after.shell { return nil }
        let fields = [
            ("uid", "\(before.uid)", "\(after.uid)"), ("gid", "\(before.gid)", "\(after.gid)"), ("home", before.home, after.home),
            ("shell", before.shell, after.shell),
        ]
        return fields.filter { $0.1 != $0.2 }.map { "\($0.0) was \($0.1), is \($0.2)" }.joined(separator: "; ")
    }

    private static func byName(_ accounts: [AccountFact]) -> [String: AccountFact] {
        Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The first account of each uid, and whether another one has it too.
    private static func firstOwners(_ accounts: [AccountFact]) -> [UInt32: (name: String, isShared: Bool)] {
        var seen: Set<UInt32> = []
        seen.reserveCapacity(accounts.count)
        let shared = Set(accounts.filter { !seen.insert($0.uid).inserted }.map(\.uid))
        guard !shared.isEmpty else { return [:] }
        var owners: [UInt32: (name: String, isShared: Bool)] = [:]
        for account in accounts where shared.contains(account.uid) {
            let first = owners[account.uid]?.name ?? account.name
            owners[account.uid] = (first, true)
        }
        return owners
    }

    private static func source(_ account: AccountFact) -> Source { Source("/etc/passwd", line: Int(account.line)) }

    private static func result(_ name: String, _ verdict: Verdict, _ observed: String, _ sources: [Source]) -> CheckResult {
        CheckResult(check, subject: name, verdict, required: "an approved account", observed: observed, sources: sources)
    }
}
