package import Controls
package import ProbeKit

/// Accounts, administrative rights and SSH keys, against what a person approved.
package struct AccountDriftProbe: Probe {
    package static let manifest = Manifest(
        probe: "account-drift",
        purpose: "Shows accounts, administrative rights and SSH keys that nobody approved.",
        reads: [
            "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/nsswitch.conf", "/etc/login.defs", "/etc/hostname",
            "/proc/sys/kernel/hostname", "/etc/sudo.conf", "/etc/sudoers", "/etc/sudoers.d/", "/etc/doas.conf", "/etc/polkit-1/",
            "/usr/share/polkit-1/rules.d/",
            "/etc/ssh/sshd_config", "~/.ssh/authorized_keys",
            "/var/lib/lastlog/lastlog2.db", "/var/lib/wtmpdb/wtmp.db", "/var/log/wtmp.db", "/var/log/wtmp", "/var/log/lastlog",
            "the journal",
            "the files that Roster=, DepartureRoster= and ReviewRecord= name, and their signatures",
            "/etc/crontab", "/etc/cron.d/", "/var/spool/cron/", "/var/spool/at/", "/var/lib/systemd/linger/", "~/.config/systemd/user/",
            "/run/systemd/sessions/", "/proc/PID/status",
        ],
        checks: [
            CheckManifest(
                .rootUid,
                advice: "give the account a uid of its own in its third field with `vipw`, or remove its lines there and in `vipw -s` "
                    + "(usermod and userdel refuse, since processes of uid 0 run); check with `pwck -r`"),
            CheckManifest(
                .unapprovedAccount,
                advice: "approve with ApprovedAccount=NAME (several names a line), or remove it "
                    + "with `userdel NAME`; check with `pwck -r`",
                approvingKey: "ApprovedAccount"),
            CheckManifest(
                .privilegedGrant,
                advice: "approve with AllowGrant=SUBJECT, or take it back with `visudo -f FILE` or `gpasswd -d USER GROUP`; "
                    + "check with `visudo -c`",
                approvingKey: "AllowGrant"),
            CheckManifest(
                .sshKey, advice: "approve with ApprovedKey=SUBJECT, or remove the named line; check with `ssh-keygen -lf FILE`",
                approvingKey: "ApprovedKey"),
            CheckManifest(
                .serviceLogin,
                advice: "take the shell with `usermod -s /usr/sbin/nologin NAME` and the password with `usermod -p '*' NAME`, "
                    + "or allow it with LoginShellFor=NAME; check with `pwck -r`",
                approvingKey: "LoginShellFor"),
            CheckManifest(
                .dormantAccount,
                advice: "end the account with `usermod -e 1 NAME`, or have its owner log in; check with `chage -l NAME`"),
            CheckManifest(
                .departedAccount,
                advice: "let the account expire with `usermod -e 1 NAME`, remove keys, grants and jobs, and end what runs with "
                    + "`loginctl terminate-user NAME`; check with `chage -l NAME`"),
            CheckManifest(
                .accessReview,
                advice: "prepare a sheet with `soc2d record access-review --sheet FILE`, decide on every line, sign it with "
                    + "`ssh-keygen -Y sign -n soc2d FILE`, name it with ReviewRecord=, and take away what it revokes"),
        ])

    let settings: AccountDriftSettings

    package init(settings: inout Settings) { self.settings = AccountDriftSettings(&settings) }

    package func observe(_ host: Host, after previous: AccountDriftEvidence?) throws(ProbeFailure) -> AccountDriftEvidence {
        var evidence = AccountDriftEvidence()
        evidence.today = host.now.days
        evidence.grants = GrantSources(host)
        let keys = KeyFinder(host)
        let granted = GrantedGroups(evidence.grants.grants)
        // The private groups of ordinary accounts, of which there are as many as accounts, say nothing.
        evidence.accounts = AccountFiles(host.files).inventory { group in
            group.gid < 1000 || !group.members.isEmpty || group.shadow != nil || settings.privilegedGroups.contains(group.name)
                || granted.contains(group) || keys.asksForGroups
        }
        evidence.keys = keys.find(for: evidence.accounts)
        let credentials = Credentials(evidence.accounts, evidence.keys, on: evidence.today)
        evidence.logins = LoginFinder(host, credentials).history()
        if !settings.rosters.isEmpty { evidence.rosters = settings.rosters.map { Roster(at: $0, on: host) } }
        if !settings.departureRosters.isEmpty {
            evidence.departures = DepartureFinder(settings.departureRosters, on: host, evidence.accounts).found
        }
        if let path = settings.reviewRecord { evidence.review = AccessReview(at: path, on: host, of: evidence, settings) }
        return evidence
    }

    package func judge(
        _ evidence: AccountDriftEvidence, against baseline: Baseline<AccountDriftEvidence>?, into results: inout Results
    ) {
        if results.wants(.rootUid) { judgeRootUid(evidence, into: &results) }
        if results.wants(.unapprovedAccount) { judgeAccounts(evidence, against: baseline?.state, into: &results) }
        if results.wants(.privilegedGrant) {
            GrantJudge(settings, evidence, baseline: baseline?.state).judge(into: &results)
        }
        if results.wants(.sshKey) { KeyJudge(settings, evidence, baseline: baseline?.state).judge(into: &results) }
        if results.wants(.serviceLogin) { judgeServiceLogins(evidence, against: baseline?.state, into: &results) }
        if results.wants(.dormantAccount) {
            DormancyJudge(settings, evidence, baseline: baseline?.state).judge(into: &results)
        }
        if results.wants(.departedAccount) { judgeDepartures(evidence, against: baseline?.state, into: &results) }
        if results.wants(.accessReview) { judgeReview(evidence, against: baseline?.state, into: &results) }
        results.addIfEmpty(.unapprovedAccount, observed: "/etc/passwd holds no account")
        results.addIfEmpty(.privilegedGrant, observed: "no rule grants anything, and no privileged group has a member")
    }
}

extension CheckID {
    static let rootUid: CheckID = "account-drift.root-uid"
    static let unapprovedAccount: CheckID = "account-drift.unapproved-account"
    static let privilegedGrant: CheckID = "account-drift.privileged-grant"
    static let sshKey: CheckID = "account-drift.ssh-key"
    static let serviceLogin: CheckID = "account-drift.service-login"
    static let dormantAccount: CheckID = "account-drift.dormant-account"
    static let departedAccount: CheckID = "account-drift.departed-account"
    static let accessReview: CheckID = "account-drift.access-review"
}
