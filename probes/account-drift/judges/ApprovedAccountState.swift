import Controls
package import ProbeKit

/// What a person approves with the evidence of accounts, grants and keys.
extension AccountDriftProbe {
    package func approvable(_ evidence: AccountDriftEvidence) -> [ApprovableItem] {
        var names: Set<String> = []
        let accounts = evidence.accounts.accounts.filter { names.insert($0.name).inserted }
        var items = accounts.map { ApprovableItem(.unapprovedAccount, subject: $0.name, value: Self.compared($0)) }
        items += Self.grantSubjects(in: evidence, settings).map { ApprovableItem(.privilegedGrant, subject: $0, value: "granted") }
        items += evidence.grants.policyFiles.map {
            ApprovableItem(.privilegedGrant, subject: "source:\($0.path)", value: "SHA-256 \($0.digest)")
        }
        for file in evidence.keys.files {
            items += file.keys.map { ApprovableItem(.sshKey, subject: file.subject(of: $0), value: Self.compared($0)) }
        }
        items += evidence.keys.sources.map {
            ApprovableItem(.sshKey, subject: "source:\($0.name)", value: "\($0.value), file SHA-256 \($0.digest ?? "not known")")
        }
        items += Self.serviceLogins(in: evidence.accounts).map {
            ApprovableItem(.serviceLogin, subject: $0.name, value: "may log in, \($0.shell.isEmpty ? "no shell" : "shell \($0.shell)")")
        }
        var seen: Set<ApprovableItem> = []
        return items.filter { seen.insert($0).inserted }
    }

    /// Every grant and membership that is not root's own, as `AllowGrant=` takes it.
    static func grantSubjects(in evidence: AccountDriftEvidence, _ settings: AccountDriftSettings) -> [String] {
        evidence.grants.grants.filter { !$0.isInherent }.map(\.subject)
            + GroupMembership.all(in: evidence, named: settings.privilegedGroups).filter { $0.account != "root" }.map(\.subject)
    }

    /// passwd(5) knows no colon within a field.
    private static func compared(_ account: AccountFact) -> String {
        "uid:gid:home:shell \(account.uid):\(account.gid):\(account.home):\(account.shell)"
    }

    private static func compared(_ key: AuthorizedKey) -> String {
        guard let digest = key.optionsDigest else { return "no options" }
        return "options \(key.options.joined(separator: ", ")), SHA-256 \(digest)"
    }
}
