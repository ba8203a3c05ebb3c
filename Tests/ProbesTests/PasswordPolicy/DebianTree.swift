import HostFixtures
import ProbeKit

/// The PAM files of Debian 12 as its packages install them, with their own line numbers.
enum DebianTree {
    /// libpam-runtime, passwd, login, openssh-server and sudo, without any choice of an administrator.
    static let stock: MemoryTree = {
        var tree: MemoryTree = [
            "/lib": .link("usr/lib"), "/etc/login.defs": "PASS_MAX_DAYS\t99999\nENCRYPT_METHOD SHA512\n",
            "/etc/nsswitch.conf": "passwd:         files systemd\nshadow:         files systemd\n",
            "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n",
            "/etc/shadow": "root:*:20228:0:99999:7:::\ndaemon:*:20228:0:99999:7:::\n",
            "/etc/security/faillock.conf": "# deny = 3\n", "/var/cache/cracklib/cracklib_dict.pwd": "",
        ]
        for (name, text) in files { tree[HostPath("/etc/pam.d/\(name)")] = .text(text) }
        for module in modules.split(separator: " ") { tree[place(of: String(module))] = "machine code" }
        tree[place(of: "pam_unix")] = "\u{7F}ELF minlen= obscure nullok_secure"
        return tree
    }()

    /// Where a module lies.
    static func place(of name: String) -> HostPath { HostPath("/usr/lib/x86_64-linux-gnu/security/\(name).so") }

    static let modules = """
        pam_unix pam_deny pam_permit pam_cap pam_nologin pam_faildelay pam_selinux pam_loginuid pam_motd pam_env pam_group pam_limits \
        pam_lastlog pam_mail pam_keyinit pam_rootok pam_systemd pam_faillock pam_pwhistory pam_succeed_if pam_localuser pam_usertype pam_debug
        """

    static let files = [
        "chpasswd": chpasswd,
        "common-account": commonAccount,
        "common-auth": commonAuth,
        "common-password": commonPassword,
        "common-session": commonSession,
        "common-session-noninteractive": commonSessionNoninteractive,
        "login": login,
        "other": other,
        "passwd": passwd,
        "sshd": sshd,
        "su": su,
        "sudo": sudo,
    ]
}
