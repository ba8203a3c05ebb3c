import HostFixtures
import ProbeKit

/// The stacks of the authselect profile `sssd` with `with-faillock`, with include and substack as Fedora's services use them.
enum RedHatTree {
    static let host = PasswordHost(tree: tree, settings: ["Population": "local"])

    private static let tree: MemoryTree = {
        var tree: MemoryTree = [
            "/etc/pam.d/system-auth": .text(systemAuth), "/etc/pam.d/password-auth": .text(systemAuth),
            "/etc/pam.d/passwd": "auth include system-auth\naccount include system-auth\npassword substack system-auth\n",
            "/etc/pam.d/sshd": .text(sshd), "/etc/pam.d/login": .text(login), "/etc/pam.d/su": .text(su),
            "/etc/pam.d/other": .text(other), "/etc/pam.d/postlogin": "session optional pam_umask.so silent\n",
            "/etc/security/pwquality.conf": "# minlen = 8\n", "/etc/security/pwquality.conf.d/site.conf": "minlen = 20\n",
            "/etc/security/faillock.conf": "deny = 4\nunlock_time = 1200\n", "/usr/share/cracklib/pw_dict.pwd": "",
        ]
        let modules = """
            pam_env pam_faildelay pam_faillock pam_usertype pam_localuser pam_unix pam_sss pam_deny pam_pwquality pam_rootok \
            pam_sepermit pam_nologin pam_succeed_if pam_umask pam_wheel pam_xauth
            """
        for module in modules.split(separator: " ") { tree[HostPath("/usr/lib64/security/\(module).so")] = "code" }
        return tree
    }()

    private static let systemAuth = """
        auth        required                                     pam_env.so
        auth        required                                     pam_faildelay.so delay=2000000
        auth        required                                     pam_faillock.so preauth silent
        auth        [default=1 ignore=ignore success=ok]         pam_usertype.so isregular
        auth        [default=1 ignore=ignore success=ok]         pam_localuser.so
        auth        sufficient                                   pam_unix.so nullok
        auth        [default=1 ignore=ignore success=ok]         pam_usertype.so isregular
        auth        sufficient                                   pam_sss.so forward_pass
        auth        required                                     pam_faillock.so authfail
        auth        required                                     pam_deny.so

        account     required                                     pam_faillock.so
        account     required                                     pam_unix.so
        account     sufficient                                   pam_localuser.so
        account     sufficient                                   pam_usertype.so issystem
        account     [default=bad success=ok user_unknown=ignore] pam_sss.so
        account     required                                     pam_deny.so

        password    requisite                                    pam_pwquality.so local_users_only
        password    sufficient                                   pam_unix.so yescrypt shadow nullok use_authtok
        password    [success=1 default=ignore]                   pam_localuser.so
        password    sufficient                                   pam_sss.so use_authtok
        password    required                                     pam_deny.so

        """

    private static let sshd = """
        auth       required     pam_sepermit.so
        auth       substack     password-auth
        auth       include      postlogin
        account    required     pam_sepermit.so
        account    required     pam_nologin.so
        account    include      password-auth
        password   include      password-auth

        """

    private static let login = """
        auth       substack     system-auth
        auth       include      postlogin
        account    required     pam_nologin.so
        account    include      system-auth
        password   include      system-auth

        """

    private static let su = """
        auth            sufficient      pam_rootok.so
        #auth           required        pam_wheel.so use_uid
        auth            substack        system-auth
        auth            include         postlogin
        account         sufficient      pam_succeed_if.so uid = 0 use_uid quiet
        account         include         system-auth
        password        include         system-auth

        """

    private static let other = """
        auth     required       pam_deny.so
        account  required       pam_deny.so
        password required       pam_deny.so
        session  required       pam_deny.so

        """
}
