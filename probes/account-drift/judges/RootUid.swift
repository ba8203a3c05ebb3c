import Controls
import ProbeKit

extension AccountDriftProbe {
    /// Only root may have the number that the kernel takes for the superuser, locked or not.
    func judgeRootUid(_ evidence: AccountDriftEvidence, into results: inout Results) {
        judgeSources(evidence.accounts, databases: ["passwd"], check: .rootUid, into: &results)
        var lines: [String: [Source]] = [:]
        var names: [String] = []
        for account in evidence.accounts.accounts where account.uid == 0 || account.name == "root" {
            if lines[account.name] == nil { names.append(account.name) }
            lines[account.name, default: []].append(Source("/etc/passwd", line: Int(account.line)))
        }
        let isRoot = evidence.accounts.accounts.contains { $0.isRoot }
        for name in names {
            let verdict: Verdict = name != "root" ? .fail(.unexpected) : isRoot ? .pass : .fail(.changed)
            results.add(
                CheckResult(
                    .rootUid, subject: name, verdict, required: "root alone has uid 0",
                    observed: name == "root" && !isRoot ? "root has another uid" : "uid 0", sources: lines[name] ?? []))
        }
        guard lines["root"] == nil, evidence.accounts.passwd == nil else { return }
        results.add(
            CheckResult(
                .rootUid, subject: "root", .inconclusive(.populationIncomplete), required: "root alone has uid 0",
                observed: "no account is called root", sources: [Source("/etc/passwd")]))
    }
}
