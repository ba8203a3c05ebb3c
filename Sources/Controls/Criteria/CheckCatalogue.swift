/// The 83 checks of soc2d and the criteria that each of them tests, whether or not this build has the probe.
///
/// Mapping rules: `direct` is a test of a control commonly designed for that criterion; `supporting` corroborates and is
/// never sufficient alone. At most two of each, none in both, and a rationale.
package enum CheckCatalogue {
    /// Raised whenever a check, its criteria or its strength changes; every result names it.
    package static let mappingVersion = "2026-11"

    package static let all: [CheckDefinition] = access + network + recovery + defences + watching + integrity

    /// The definition of a check, or nil for a check that soc2d does not know.
    package static func definition(of check: CheckID) -> CheckDefinition? { byID[check] }

    private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

    private static let access: [CheckDefinition] = [
        CheckDefinition(
            "password-policy.minimum-length", direct: [.cc6_1],
            subjects: "per host", every: .hours(1), severity: .medium,
            why:
                "The shortest password the host will accept, after every include and override is resolved, is what the entity's own standard asks for."
        ),
        CheckDefinition(
            "password-policy.complexity", direct: [.cc6_1],
            subjects: "per host", every: .hours(1), severity: .low,
            why:
                "The composition and dictionary rules the host applies are those of the entity's standard; soc2d brings no rule of its own."
        ),
        CheckDefinition(
            "password-policy.history", direct: [.cc6_1],
            subjects: "per host", every: .hours(1), severity: .low,
            why: "A changed password cannot be swapped straight back for an old one where the entity's standard forbids it."),
        CheckDefinition(
            "password-policy.lockout", direct: [.cc6_1],
            subjects: "per host", every: .hours(1), severity: .medium,
            why: "Repeated guessing of a password is stopped by the login stack that is really in use."),
        CheckDefinition(
            "password-policy.maximum-age", direct: [.cc6_1],
            subjects: "per account", every: .hours(24), severity: .low,
            why:
                "Where the entity's standard sets a maximum password age, each account keeps to it; without such a setting the check is not-applicable."
        ),
        CheckDefinition(
            "password-policy.inactive-lock", direct: [.cc6_2], supporting: [.cc6_1],
            subjects: "per account", every: .hours(24), severity: .medium,
            why: "An unused password stops working without anybody having to act."),
        CheckDefinition(
            "password-policy.hash-algorithm", direct: [.cc6_1],
            subjects: "per account", every: .hours(24), severity: .high,
            why: "Stored passwords are protected by an approved hash; only the hash prefix is read, never the hash."),
        CheckDefinition(
            "password-policy.empty-password", direct: [.cc6_1],
            subjects: "per account", every: .hours(1), severity: .critical,
            why: "An account with an empty password field lets anybody in and defeats every other authentication rule."),
        CheckDefinition(
            "account-drift.unapproved-account", direct: [.cc6_2, .cc6_3],
            subjects: "per account", every: .minutes(15), severity: .high,
            why:
                "Every account on the host is matched, in both directions, to an approved registration, so additions and removals are visible."
        ),
        CheckDefinition(
            "account-drift.privileged-grant", direct: [.cc6_3], supporting: [.cc6_1],
            subjects: "per grant", every: .minutes(15), severity: .critical,
            why: "Each path to administrative power (sudo and doas rules, admin groups, polkit) is one that somebody approved."),
        CheckDefinition(
            "account-drift.root-uid", direct: [.cc6_3], supporting: [.cc6_1],
            subjects: "per host", every: .minutes(15), severity: .critical,
            why: "A second account with user id 0 is a hidden administrator."),
        CheckDefinition(
            "account-drift.ssh-key", direct: [.cc6_2], supporting: [.cc6_1],
            subjects: "per key", every: .minutes(15), severity: .high,
            why: "Authorised keys and trusted key authorities are credentials outside the password file and need the same approval."),
        CheckDefinition(
            "account-drift.dormant-account", direct: [.cc6_2],
            subjects: "per account", every: .hours(24), severity: .medium,
            why: "Credentials nobody uses any more are found before somebody else uses them."),
        CheckDefinition(
            "account-drift.departed-account", direct: [.cc6_2],
            subjects: "per departed person", every: .hours(24), severity: .critical,
            why:
                "Accounts, keys and sessions of people who left are gone inside the entity's own window, judged against an imported roster of departures."
        ),
        CheckDefinition(
            "account-drift.service-login", direct: [.cc6_3],
            subjects: "per account", every: .hours(24), severity: .medium,
            why: "A service identity that can log in mixes two functions that the design keeps apart."),
        CheckDefinition(
            "account-drift.access-review", direct: [.cc6_2, .cc6_3],
            subjects: "per review due", every: .hours(24), severity: .medium,
            why: "A signed review record exists for each review due and covers the very account list the host produced."),
    ]

    private static let network: [CheckDefinition] = [
        CheckDefinition(
            "open-ports.unexpected-listener", direct: [.cc6_6], supporting: [.cc7_1],
            subjects: "per listener", every: .minutes(5), severity: .high,
            why: "Every way into the host over the network is known, approved and owned by the expected unit."),
        CheckDefinition(
            "open-ports.missing-listener", direct: [.cc7_2],
            subjects: "per required listener", every: .minutes(5), severity: .medium,
            why: "A service that should be listening and is not is an error that somebody has to look at."),
        CheckDefinition(
            "open-ports.restricted-bind", direct: [.cc6_6], supporting: [.cc6_1],
            subjects: "per listener", every: .minutes(5), severity: .high,
            why: "Management and data services are bound only to the addresses the entity allows, not offered to the outside."),
        CheckDefinition(
            "open-ports.cleartext-service", direct: [.cc6_7], supporting: [.cc6_6],
            subjects: "per listener", every: .hours(1), severity: .high,
            why: "A service speaking an unprotected protocol carries data and credentials in the open."),
        CheckDefinition(
            "tls-config.protocol-version", direct: [.cc6_7],
            subjects: "per endpoint", every: .hours(1), severity: .high,
            why: "The endpoint refuses the protocol versions the entity has retired, shown by handshakes that were tried and refused."),
        CheckDefinition(
            "tls-config.cipher-strength", direct: [.cc6_7],
            subjects: "per endpoint", every: .hours(1), severity: .medium,
            why: "The endpoint accepts only cipher suites the entity allows."),
        CheckDefinition(
            "tls-config.certificate-expiry", direct: [.cc6_7],
            subjects: "per certificate", every: .hours(1), severity: .high,
            why: "Protection of the channel lapses on the day the certificate ends, so renewal must be seen to happen in time."),
        CheckDefinition(
            "tls-config.certificate-chain", direct: [.cc6_7],
            subjects: "per endpoint", every: .hours(1), severity: .high,
            why: "A peer can build a trusted path from the certificates the endpoint sends."),
        CheckDefinition(
            "tls-config.certificate-name", direct: [.cc6_7],
            subjects: "per endpoint", every: .hours(1), severity: .medium,
            why: "The certificate names the service the peer meant to reach."),
        CheckDefinition(
            "tls-config.key-strength", direct: [.cc6_7],
            subjects: "per certificate", every: .hours(24), severity: .medium,
            why: "The key and signature in use are strong enough for the entity's standard."),
        CheckDefinition(
            "tls-config.private-key-access", direct: [.cc6_1],
            subjects: "per key file", every: .hours(1), severity: .critical,
            why: "Only the identities that need a private key can read it."),
        CheckDefinition(
            "tls-config.served-certificate", direct: [.cc6_7],
            subjects: "per endpoint", every: .hours(1), severity: .medium,
            why: "The certificate on the wire is the one deployed on disk, so a renewal has really taken hold."),
        CheckDefinition(
            "ssh-server.root-login", direct: [.cc6_1], supporting: [.cc6_3],
            subjects: "per sshd instance", every: .hours(1), severity: .high,
            why: "Administrative access is tied to a person, in every Match context of the running daemon's settings."),
        CheckDefinition(
            "ssh-server.password-authentication", direct: [.cc6_1, .cc6_6],
            subjects: "per sshd instance", every: .hours(1), severity: .high,
            why: "Logins from outside need something stronger than a password."),
        CheckDefinition(
            "ssh-server.multi-factor", direct: [.cc6_1, .cc6_6],
            subjects: "per sshd instance", every: .hours(1), severity: .high,
            why: "A second factor is demanded at the boundary, in the daemon's settings and in the PAM stack behind it."),
        CheckDefinition(
            "ssh-server.crypto", direct: [.cc6_7], supporting: [.cc6_6],
            subjects: "per sshd instance", every: .hours(1), severity: .medium,
            why: "Key exchange, ciphers, MACs and host keys offered on the live port are those the entity allows."),
        CheckDefinition(
            "ssh-server.host-key-access", direct: [.cc6_1],
            subjects: "per key file", every: .hours(24), severity: .high,
            why: "Nobody but the daemon can read the host's private identity."),
        CheckDefinition(
            "ssh-server.access-restriction", direct: [.cc6_3], supporting: [.cc6_6],
            subjects: "per sshd instance", every: .hours(1), severity: .medium,
            why: "Remote login is limited to the users and groups whose role calls for it."),
        CheckDefinition(
            "firewall.default-deny", direct: [.cc6_6],
            subjects: "per address family", every: .minutes(5), severity: .critical,
            why: "Inbound traffic that no rule allows is dropped, for IPv4 and for IPv6, in the ruleset the kernel has loaded."),
        CheckDefinition(
            "firewall.ruleset-drift", direct: [.cc7_1], supporting: [.cc6_6, .cc8_1],
            subjects: "per host", every: .minutes(5), severity: .high,
            why: "A change to the approved ruleset is noticed whoever made it."),
        CheckDefinition(
            "firewall.uncovered-listener", direct: [.cc6_6],
            subjects: "per listener", every: .minutes(15), severity: .medium,
            why: "No listener reachable from outside slips past the rules that are meant to guard it."),
        CheckDefinition(
            "firewall.reboot-survivable", direct: [.cc6_6], supporting: [.cc7_1],
            subjects: "per host", every: .hours(1), severity: .high,
            why: "The rules in the kernel are the rules that come back after a restart."),
    ]

    private static let recovery: [CheckDefinition] = [
        CheckDefinition(
            "backup-freshness.age", direct: [.a1_2],
            subjects: "per backup set", every: .hours(1), severity: .high,
            why: "The newest restore point is recent enough for the recovery point the entity promised."),
        CheckDefinition(
            "backup-freshness.retention", direct: [.a1_2], supporting: [.c1_1],
            subjects: "per backup set", every: .hours(24), severity: .medium,
            why: "Restore points reach back over the whole window the entity promised."),
        CheckDefinition(
            "backup-freshness.offsite-copy", direct: [.a1_2],
            subjects: "per backup set", every: .hours(24), severity: .high,
            why: "A copy listed independently at another place survives loss of the first."),
        CheckDefinition(
            "backup-freshness.encryption", direct: [.cc6_7], supporting: [.cc6_1],
            subjects: "per backup set", every: .hours(24), severity: .high,
            why: "Data that leaves the host in a backup is protected on the way and at rest."),
        CheckDefinition(
            "backup-freshness.integrity-check", direct: [.a1_2],
            subjects: "per backup set", every: .days(7), severity: .high,
            why: "The backup tool has read its own restore points back and found them sound."),
        CheckDefinition(
            "backup-freshness.restore-test", direct: [.a1_3], supporting: [.cc7_5],
            subjects: "per test due", every: .hours(24), severity: .high,
            why:
                "Recovery is exercised, not assumed: each restore test due has a transcript or a signed record with source, target, checksum and duration."
        ),
        CheckDefinition(
            "capacity.filesystem", direct: [.a1_1],
            subjects: "per filesystem", every: .minutes(5), severity: .high,
            why: "Space and inodes in use are measured and warned about before they run out."),
        CheckDefinition(
            "capacity.memory", direct: [.a1_1],
            subjects: "per host", every: .minutes(5), severity: .medium,
            why: "Memory pressure and kills for lack of memory show that demand exceeds capacity."),
        CheckDefinition(
            "capacity.forecast", direct: [.a1_1],
            subjects: "per filesystem", every: .hours(24), severity: .low,
            why: "Use is projected from recorded samples so that capacity can be added ahead of need."),
        CheckDefinition(
            "service-health.failed-unit", direct: [.cc7_2], supporting: [.a1_1],
            subjects: "per unit", every: .minutes(5), severity: .medium,
            why: "A unit that failed or keeps restarting is an anomaly to be looked at."),
        CheckDefinition(
            "service-health.storage-redundancy", direct: [.a1_2],
            subjects: "per array", every: .minutes(15), severity: .high,
            why: "A degraded array or failing disk leaves the data one fault away from loss."),
    ]

    private static let defences: [CheckDefinition] = [
        CheckDefinition(
            "patch-level.pending-security-updates", direct: [.cc7_1],
            subjects: "per package", every: .hours(6), severity: .high,
            why:
                "Known weaknesses with a fix available are counted from the day they were first seen and closed inside the entity's window."
        ),
        CheckDefinition(
            "patch-level.automatic-updates", direct: [.cc7_1],
            subjects: "per host", every: .hours(24), severity: .medium,
            why: "The update mechanism is switched on and has lately succeeded, not merely been installed."),
        CheckDefinition(
            "patch-level.reboot-pending", direct: [.cc7_1],
            subjects: "per host", every: .hours(6), severity: .medium,
            why: "A fix that is installed but not running protects nothing."),
        CheckDefinition(
            "patch-level.end-of-life", direct: [.cc7_1],
            subjects: "per host", every: .hours(24), severity: .high,
            why: "Past the end of support no fix for a new weakness will come."),
        CheckDefinition(
            "patch-level.repository-signing", direct: [.cc6_8],
            subjects: "per repository", every: .hours(24), severity: .high,
            why: "Software can only come from sources whose signature is enforced."),
        CheckDefinition(
            "disk-encryption.volume", direct: [.cc6_1], supporting: [.cc6_7],
            subjects: "per block device", every: .hours(24), severity: .high,
            why: "Data at rest is encrypted on every path from mount to physical disk; a partly encrypted stack does not pass."),
        CheckDefinition(
            "disk-encryption.swap", direct: [.cc6_1],
            subjects: "per swap area", every: .hours(24), severity: .medium,
            why: "Memory written to disk is protected like any other data at rest."),
        CheckDefinition(
            "disk-encryption.removable-media", direct: [.cc6_7],
            subjects: "per host", every: .hours(24), severity: .medium,
            why: "Data cannot walk out on removable media unless the entity allows it."),
        CheckDefinition(
            "malware-protection.agent-active", direct: [.cc6_8],
            subjects: "per host", every: .minutes(15), severity: .high,
            why: "The software that detects malicious code is running and reports itself healthy."),
        CheckDefinition(
            "malware-protection.signature-age", direct: [.cc6_8],
            subjects: "per host", every: .hours(1), severity: .medium,
            why: "Detection is only as current as its signatures."),
        CheckDefinition(
            "mandatory-access.enforcing", direct: [.cc6_8], supporting: [.cc6_1],
            subjects: "per host", every: .minutes(15), severity: .high,
            why:
                "The kernel's mandatory access policy is enforced, which limits what malicious code can do; it does not stand in for malware detection."
        ),
        CheckDefinition(
            "kernel-hardening.parameters", direct: [.cc7_1],
            subjects: "per parameter", every: .hours(1), severity: .medium,
            why: "Running kernel parameters match the entity's configuration standard, and so do the files that set them at boot."),
        CheckDefinition(
            "kernel-hardening.secure-boot", direct: [.cc6_8],
            subjects: "per host", every: .hours(24), severity: .medium,
            why: "Boot software that nobody signed is refused."),
        CheckDefinition(
            "software-inventory.unapproved-package", direct: [.cc6_8], supporting: [.cc7_1],
            subjects: "per package", every: .hours(1), severity: .medium,
            why: "Software outside the approved set is prevented or at least found."),
    ]

    private static let watching: [CheckDefinition] = [
        CheckDefinition(
            "audit-trail.loaded-rules", direct: [.cc7_2],
            subjects: "per host", every: .minutes(15), severity: .high,
            why: "The kernel is auditing and has loaded the rules that the files promise."),
        CheckDefinition(
            "audit-trail.lost-events", direct: [.cc7_2],
            subjects: "per host", every: .minutes(15), severity: .high,
            why: "Audit events dropped since the last execution are events nobody can ever review."),
        CheckDefinition(
            "audit-trail.retention", direct: [.cc7_2], supporting: [.cc7_3],
            subjects: "per host", every: .hours(24), severity: .medium,
            why: "Audit records reach back far enough to judge an event after the fact."),
        CheckDefinition(
            "logging.persistent", direct: [.cc7_2],
            subjects: "per host", every: .hours(1), severity: .medium,
            why: "Logged events survive a restart."),
        CheckDefinition(
            "logging.forwarding", direct: [.cc7_2],
            subjects: "per destination", every: .minutes(5), severity: .high,
            why: "Events arrive at the place where somebody looks, shown by the sender's queue and last acknowledgement."),
        CheckDefinition(
            "logging.retention", direct: [.cc7_2], supporting: [.cc7_3],
            subjects: "per store", every: .hours(24), severity: .medium,
            why: "The oldest entry kept is old enough for an event to be judged later."),
        CheckDefinition(
            "logging.access", direct: [.cc7_2],
            subjects: "per store", every: .hours(24), severity: .medium,
            why: "Detection data cannot be read or rewritten by those it is meant to watch."),
        CheckDefinition(
            "login-failures.burst", direct: [.cc7_2], supporting: [.cc6_6],
            subjects: "per window", every: .minutes(5), severity: .medium,
            why: "An unusual number of failed logins is noticed as a possible attack."),
        CheckDefinition(
            "time-sync.synchronised", direct: [.cc7_2],
            subjects: "per host", every: .minutes(5), severity: .high,
            why: "Events can be put in order across systems only when the clock is right, and every other result depends on it."),
        CheckDefinition(
            "time-sync.sources", direct: [.cc7_2],
            subjects: "per time source", every: .hours(1), severity: .medium,
            why: "The host takes its time from approved sources that actually answer."),
        CheckDefinition(
            "scheduled-jobs.unapproved-job", direct: [.cc7_1], supporting: [.cc6_8],
            subjects: "per job", every: .minutes(15), severity: .high,
            why: "A timer, cron entry or unit that nobody approved is an unknown component that runs by itself."),
    ]

    private static let integrity: [CheckDefinition] = [
        CheckDefinition(
            "file-integrity.monitor-active", direct: [.cc7_1], supporting: [.cc6_8],
            subjects: "per host", every: .minutes(15), severity: .high,
            why: "The mechanism that would notice a changed file is running over the intended scope."),
        CheckDefinition(
            "file-integrity.unreviewed-change", direct: [.cc7_1], supporting: [.cc6_8, .cc8_1],
            subjects: "per change", every: .minutes(15), severity: .high,
            why: "A change to a watched file that nobody has tied to an approved change stands out."),
        CheckDefinition(
            "file-integrity.package-verify", direct: [.cc6_8], supporting: [.cc7_1],
            subjects: "per package", every: .hours(24), severity: .high,
            why: "Installed program files are still those the distributor shipped."),
        CheckDefinition(
            "privileged-files.setuid-drift", direct: [.cc7_1], supporting: [.cc6_3],
            subjects: "per file", every: .hours(24), severity: .high,
            why: "A new setuid, setgid or capability-bearing file is a new path to privilege."),
        CheckDefinition(
            "privileged-files.sensitive-access", direct: [.cc6_1],
            subjects: "per file", every: .hours(1), severity: .high,
            why: "Files holding secrets can be read and changed only by the identities that need them."),
        CheckDefinition(
            "soc2d.schedule-adherence", direct: [.cc4_1],
            subjects: "per check", every: .hours(24), severity: .high,
            why: "Ongoing evaluation is itself operating: the slots promised were performed, and the missed ones are explained."),
        CheckDefinition(
            "soc2d.deficiency-communicated", direct: [.cc4_2],
            subjects: "per deficiency", every: .minutes(5), severity: .high,
            why: "Each deficiency reached the responsible owner in time, shown by delivery attempts and acknowledgement."),
        CheckDefinition(
            "soc2d.evidence-integrity", direct: [.cc2_1],
            subjects: "per host", every: .hours(24), severity: .critical,
            why: "The information the controls rely on is the information that was recorded."),
        CheckDefinition(
            "soc2d.delivery-selftest", direct: [.cc7_3], supporting: [.cc4_2],
            subjects: "per channel", every: .hours(24), severity: .high,
            why: "A test message proves that a detected event would reach the people who have to judge it."),
    ]
}
