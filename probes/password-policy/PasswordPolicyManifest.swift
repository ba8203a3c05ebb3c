import ProbeKit

extension PasswordPolicyProbe {
    static let manifest = Manifest(
        probe: "password-policy",
        purpose: "Shows which passwords the host accepts, what stops guessing them, and how they are kept.",
        reads: [
            "/etc/pam.d, /usr/lib/pam.d, /usr/etc/pam.d, or /etc/pam.conf", "the directories of PAM modules",
            "/etc/security/pwquality.conf and pwquality.conf.d", "/etc/security/faillock.conf",
            "/etc/security/pwhistory.conf", "/etc/login.defs", "/etc/default/useradd",
            "/etc/nsswitch.conf", "/etc/passwd", "/etc/shadow (prefixes of hashes only)", "/etc/userdb and its siblings (names only)",
        ],
        checks: [
            CheckManifest(
                minimumLength,
                advice: "Set minlen in /etc/security/pwquality.conf, enable pam_pwquality with pam-auth-update or authselect, "
                    + "and try a password that is too short with `pwscore`"),
            CheckManifest(
                complexity,
                advice: "Set minclass and dictcheck=1 in /etc/security/pwquality.conf, enable pam_pwquality with pam-auth-update or "
                    + "authselect, give what follows it use_authtok, and try a word of the dictionary with `pwscore`"),
            CheckManifest(
                history,
                advice: "Put pam_pwhistory with use_authtok between pam_pwquality and pam_unix, by a profile of your own for "
                    + "pam-auth-update or with `authselect enable-feature with-pwhistory`, set remember, and see the order with "
                    + "`grep -H ^password /etc/pam.d/*`"),
            CheckManifest(
                lockout,
                advice: "Put pam_faillock (preauth, authfail, account) into the stacks, on Debian by a profile of your own for "
                    + "pam-auth-update, set deny, fail_interval and unlock_time in faillock.conf, and test with `faillock --user NAME`"),
            CheckManifest(
                hashAlgorithm,
                advice: "Give pam_unix the argument yescrypt with pam-auth-update or authselect, let the owners of old hashes "
                    + "choose a new password, and see the argument with `grep -H pam_unix /etc/pam.d/*`"),
            CheckManifest(
                emptyPassword,
                advice: "Lock the account with `passwd -l NAME`, take nullok out of the stacks, and check the files with `pwck -r`"),
            CheckManifest(
                maximumAge,
                advice: "Set PASS_MAX_DAYS in /etc/login.defs for new accounts and run `chage -M DAYS NAME` for this one; "
                    + "see the outcome with `chage -l NAME`"),
            CheckManifest(
                inactiveLock,
                advice: "Run `useradd -D -f DAYS` for new accounts and `chage -I DAYS NAME` for this one, together with a maximum age "
                    + "(`chage -M DAYS NAME`), without which it never comes to a lock; see the outcome with `chage -l NAME`"),
        ])
}
