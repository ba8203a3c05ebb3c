import Controls
import ProbeKit

extension AccountDriftProbe {
    private static let check = CheckID.serviceLogin

    /// Programs in place of a shell with which nobody can do anything. `sync` is what Debian and Red Hat give the account sync:
    /// it writes out buffers and ends.
    private static let closedShells: Set<String> = [
        "/usr/sbin/nologin", "/sbin/nologin", "/usr/bin/nologin", "/bin/nologin", "/bin/false", "/usr/bin/false", "/bin/sync",
        "/usr/bin/sync",
    ]

    /// Accounts of services must not be able to log in.
    func judgeServiceLogins(_ evidence: AccountDriftEvidence, against baseline: AccountDriftEvidence?, into results: inout Results) {
        let inventory = evidence.accounts
        judgeSources(inventory, databases: ["passwd", "shadow"], check: Self.check, into: &results)
        if let unread = inventory.loginDefs { results.add(unread.result(Self.check)) }
        let approved = Set((baseline.map { Self.serviceLogins(in: $0.accounts) } ?? []).map { "\($0.name) \($0.shell)" })
        var isEmpty = true
        for account in inventory.accounts where Self.isService(account, inventory) {
            isEmpty = false
            let isApproved = settings.shellAllowed.contains(account.name) || approved.contains("\(account.name) \(account.shell)")
            results.add(judged(account, isApproved: isApproved, inventory))
        }
        guard isEmpty, inventory.passwd == nil else { return }
        results.add(
            CheckResult(
                Self.check, subject: "host", .notApplicable(.emptyPopulation), required: Self.required,
                observed: "no account below uid \(inventory.firstHumanUID) but root", sources: [Source("/etc/passwd")]))
    }

    private static let required = "no login shell and no password"

    private func judged(_ account: AccountFact, isApproved: Bool, _ inventory: AccountInventory) -> CheckResult {
        var result = CheckResult(
            Self.check, subject: account.name, .pass, required: Self.required, observed: Self.observed(account),
            sources: [Source("/etc/passwd", line: Int(account.line))])
        if inventory.firstHumanUIDLine == nil {
            result.notes.append(Note(.defaultInForce, "accounts below uid 1000 count as services, since no UID_MIN is set"))
        }
        if Self.canLogIn(account) {
            if isApproved { result.observed += "; allowed" } else { result.verdict = .fail(.unexpected) }
        } else if account.password == .unknown {
            result.verdict = .inconclusive(inventory.shadow?.reason ?? .parseError)
            result.sources.append(Source("/etc/shadow"))
        }
        return result
    }

    private static func isService(_ account: AccountFact, _ inventory: AccountInventory) -> Bool {
        account.uid < inventory.firstHumanUID && !account.isRoot
    }

    /// The accounts of services that can log in.
    static func serviceLogins(in inventory: AccountInventory) -> [AccountFact] {
        inventory.accounts.filter { isService($0, inventory) && canLogIn($0) }
    }

    private static func canLogIn(_ account: AccountFact) -> Bool {
        !closedShells.contains(account.shell) || account.password == .usable
    }

    private static func observed(_ account: AccountFact) -> String {
        let shell = account.shell.isEmpty ? "no shell, which means /bin/sh" : "shell \(account.shell)"
        return switch account.password {
        case .usable: "\(shell), a usable password"
        case .locked, .barred, .none: "\(shell), no usable password"
        case .unknown: "\(shell), password not known"
        }
    }
}
