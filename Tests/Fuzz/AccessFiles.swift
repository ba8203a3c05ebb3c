import Controls
import HostFixtures
import ProbeKit

@testable import Probes

/// Feeds the bytes to account-drift as files of a host, in every place where their kind is read, and lets it judge what it has seen.
enum AccessFiles {
    private static let accounts: MemoryTree = [
        "/etc/passwd": "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nbob:!:1001:27::/:/bin/sh\n",
        "/etc/group": "sudo:x:27:alice\n", "/etc/hostname": "web-1\n", "/home/alice/.ssh/authorized_keys": "",
    ]

    /// sudoers with what it includes, sudo.conf, and what cvtsudoers might have written; doas.conf.
    static func readRules(_ bytes: [UInt8]) {
        var tree = accounts
        for path: HostPath in ["/etc/sudoers", "/etc/sudoers.d/a", "/etc/sudo.conf", "/etc/doas.conf"] { tree[path] = .file(bytes) }
        judge(tree, [.privilegedGrant])
        _ = try? CvtsudoersRules(parsing: bytes)
        let parser = SudoersParser(parsing: bytes)
        _ = SudoersRuleText.all(parser.statements.compactMap { if case .rule(let rule) = $0 { rule } else { nil } })
    }

    /// sshd_config with what it includes, its lines as options of the daemon, and files of keys.
    static func readKeys(_ bytes: [UInt8]) {
        var tree = accounts
        for path: HostPath in ["/etc/ssh/sshd_config", "/etc/ssh/a.conf", "/home/alice/.ssh/authorized_keys", "/etc/gshadow"] {
            tree[path] = .file(bytes)
        }
        judge(tree, [.sshKey, .privilegedGrant])
        let daemon = SSHDaemon(commandLine: bytes)
        let policy = SSHDPolicy(SSHDConfiguration(tree, daemon: daemon))
        var account = AccountFact()
        account.name = "alice"
        precondition(policy.refusals(of: account, groups: nil).count <= 3)
        for origin in SSHOrigin.allCases { _ = origin.certainty(of: bytes) }
    }

    /// passwd, shadow, group and gshadow, and what cron keeps.
    static func readAccounts(_ bytes: [UInt8]) {
        var tree = accounts
        for path: HostPath in ["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/login.defs", "/etc/crontab"] {
            tree[path] = .file(bytes)
        }
        judge(tree, [.unapprovedAccount, .rootUid, .serviceLogin, .privilegedGrant, .dormantAccount])
    }

    /// What is seen can be written into evidence and read again, and the second reading is judged.
    private static func judge(_ tree: MemoryTree, _ checks: Set<CheckID>) {
        var settings = Settings([])
        let probe = AccountDriftProbe(settings: &settings)
        let host = Host(files: tree, now: Moment(seconds: 1_800_000_000), sha256: { _ in [UInt8](repeating: 0, count: 32) })
        guard let evidence = try? probe.observe(host, after: nil), let written = try? evidence.canonicalJSON() else { return }
        let read = try? AccountDriftEvidence(canonicalJSON: written)
        precondition(read == evidence)
        var results = Results(due: checks)
        if let read { probe.judge(read, against: nil, into: &results) }
    }
}
