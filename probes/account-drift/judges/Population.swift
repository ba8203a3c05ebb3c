import Controls
import ProbeKit

extension AccountDriftProbe {
    /// One subject for every source of accounts that was not listed in full.
    func judgeSources(_ accounts: AccountInventory, databases: [String], check: CheckID, into results: inout Results) {
        for subject in Self.incompleteSources(accounts, databases, check, settings) { results.add(subject) }
    }

    /// Results for unreadable files, lines that could not be understood, and directory services, by source.
    static func incompleteSources(
        _ accounts: AccountInventory, _ databases: [String], _ check: CheckID, _ settings: AccountDriftSettings
    ) -> [CheckResult] {
        var sources: [CheckResult] = []
        if let unread = accounts.passwd { sources.append(unread.result(check)) }
        if databases.contains("group") { sources += [accounts.group, accounts.groupShadow].compactMap { $0?.result(check) } }
        if let unread = accounts.nameSwitch { sources.append(unread.result(check)) }
        let paths = ["/etc/passwd"] + (databases.contains("group") ? ["/etc/group", "/etc/gshadow"] : [])
        for path in paths {
            let bad = accounts.badLines.filter { $0.path == path }
            if !bad.isEmpty { sources.append(result(bad, check)) }
        }
        for source in accounts.elsewhere where source.databases.contains(where: databases.contains) {
            let verdict: Verdict =
                settings.population == .local ? .notApplicable(.declaredOutOfScope) : .inconclusive(.populationIncomplete)
            sources.append(
                CheckResult(
                    check, subject: "source:\(source.name)", verdict, required: "every source of accounts is listed",
                    observed: "\(source.databases.joined(separator: ", ")) also come from \(source.name), which files do not show",
                    sources: [Source("/etc/nsswitch.conf", line: source.line)]))
        }
        return sources
    }

    /// One result for all bad lines of one file.
    static func result(_ bad: [BadLines], _ check: CheckID) -> CheckResult {
        let path = bad.first?.path ?? ""
        return CheckResult(
            check, subject: "source:\(path)", .inconclusive(.parseError), required: "every line is understood",
            observed: bad.map(\.text).joined(separator: "; "),
            sources: bad.flatMap { bad in bad.lines.map { Source(path, line: $0) } })
    }
}
