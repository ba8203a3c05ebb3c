/// What is known of the modules that people install.
enum PamModuleRole: Hashable, Sendable {
    /// Keeps and verifies the passwords of the host's own files.
    case localPasswords
    /// Keeps and verifies passwords elsewhere.
    case directoryPasswords
    /// `pam_pwquality`, whose rules we read.
    case quality
    /// `pam_faillock`.
    case lockout
    /// Judges new passwords, or locks accounts, by rules that we do not read.
    case foreignRules
    /// `pam_pwhistory`, which refuses passwords that were used before, and may ask for a new one.
    case history
    /// Has nothing to do with passwords.
    case neutral
    case unknown

    init(of module: String) {
        self = Self.roles[module] ?? .unknown
    }

    /// Whether the module verifies passwords at a login.
    var verifiesPasswords: Bool { self == .localPasswords || self == .directoryPasswords }

    private static let roles: [String: PamModuleRole] = {
        let names: [(PamModuleRole, String)] = [
            (.localPasswords, "pam_unix pam_unix2 pam_unix_passwd pam_unix_auth pam_tcb pam_pwdb"),
            (.directoryPasswords, "pam_sss pam_ldap pam_krb5 pam_winbind pam_systemd_home pam_userdb pam_smbpass pam_lsass pam_vas3"),
            (.quality, "pam_pwquality"), (.lockout, "pam_faillock"),
            (.foreignRules, "pam_passwdqc pam_cracklib pam_tally pam_tally2 pam_abl pam_shield"),
            (.history, "pam_pwhistory"),
            (
                .neutral,
                """
                pam_access pam_cap pam_debug pam_deny pam_ecryptfs pam_echo pam_env pam_faildelay pam_fprintd pam_ftp \
                pam_gnome_keyring pam_google_authenticator pam_group pam_issue pam_keyinit pam_kwallet pam_kwallet5 pam_lastlog \
                pam_lastlog2 pam_limits pam_listfile pam_localuser pam_loginuid pam_mail pam_mkhomedir pam_motd pam_namespace \
                pam_nologin pam_oath pam_oddjob_mkhomedir pam_permit pam_rhosts pam_rootok pam_securetty pam_selinux pam_sepermit \
                pam_shells pam_succeed_if pam_systemd pam_time pam_timestamp pam_tty_audit pam_u2f pam_umask pam_usertype \
                pam_warn pam_wheel pam_xauth pam_yubico pam_setquota pam_stress pam_filter pam_ssh_agent_auth pam_ck_connector pam_mount
                """
            ),
        ]
        return Dictionary(names.flatMap { role, text in text.split(separator: " ").map { (String($0), role) } }) { first, _ in first }
    }()
}

extension PamEntry {
    var role: PamModuleRole { kind == .module ? PamModuleRole(of: module) : .neutral }

    /// Whether a module that has nothing to do with passwords asks for one where nobody has, to take it for a key of its own.
    var asksForKey: Bool { kind == .module && ["pam_gnome_keyring", "pam_ecryptfs", "pam_kwallet", "pam_kwallet5"].contains(module) }

    /// The only answers that are possible whatever happens; nil where the module is free.
    var fixedAnswers: [PamReturn]? {
        switch kind {
        case .mustFail: [.permissionDenied]
        case .missing: [.moduleUnknown]
        case .substack: []
        case .module:
            switch module {
            case "pam_permit": [.success]
            case "pam_deny": [.authError, .tokenError]
            case "pam_warn": [.ignore]
            default: nil
            }
        }
    }
}
