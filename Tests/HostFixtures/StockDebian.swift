import ProbeKit

extension MemoryTree {
    /// The files of a stock Debian 12 with sudo and an SSH server that identity probes read, without their comments; one person,
    /// alice, who may use sudo and logs in by key.
    package static let stockDebian: MemoryTree = {
        var tree = MemoryTree()
        for (path, lines) in texts { tree[path] = .text(lines) }
        for name in modules { tree[HostPath("/usr/lib/x86_64-linux-gnu/security/\(name).so")] = "" }
        tree["/lib"] = .link("usr/lib")
        tree["/root"] = .directory(mode: 0o700)
        tree["/home/alice"] = .directory(owner: 1000)
        tree["/home/alice/.ssh"] = .directory(owner: 1000, mode: 0o700)
        tree["/home/alice/.ssh/authorized_keys"] = .file(Array(key.utf8), owner: 1000, mode: 0o600)
        tree["/etc/sudoers.d/README"] = "# nothing here\n"
        return tree
    }()

    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ4xQ1uH0Y8yY1oE5Y8m0m1dJm7i9mQ0o0Qy3uH2vYhK alice@desk\n"

    private static let texts: [HostPath: String] = [
        "/etc/passwd": """
        root:x:0:0:root:/root:/bin/bash
        daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
        bin:x:2:2:bin:/bin:/usr/sbin/nologin
        sys:x:3:3:sys:/dev:/usr/sbin/nologin
        sync:x:4:65534:sync:/bin:/bin/sync
        games:x:5:60:games:/usr/games:/usr/sbin/nologin
        man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
        lp:x:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
        mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
        news:x:9:9:news:/var/spool/news:/usr/sbin/nologin
        uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin
        proxy:x:13:13:proxy:/bin:/usr/sbin/nologin
        www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
        backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
        list:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin
        irc:x:39:39:ircd:/run/ircd:/usr/sbin/nologin
        nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
        systemd-network:x:998:998:systemd Network Management:/:/usr/sbin/nologin
        messagebus:x:100:102::/nonexistent:/usr/sbin/nologin
        sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
        alice:x:1000:1000:Alice,,,:/home/alice:/bin/bash

        """,
        "/etc/shadow": """
        root:*:19700:0:99999:7:::
        daemon:*:19700:0:99999:7:::
        bin:*:19700:0:99999:7:::
        sys:*:19700:0:99999:7:::
        sync:*:19700:0:99999:7:::
        games:*:19700:0:99999:7:::
        man:*:19700:0:99999:7:::
        lp:*:19700:0:99999:7:::
        mail:*:19700:0:99999:7:::
        news:*:19700:0:99999:7:::
        uucp:*:19700:0:99999:7:::
        proxy:*:19700:0:99999:7:::
        www-data:*:19700:0:99999:7:::
        backup:*:19700:0:99999:7:::
        list:*:19700:0:99999:7:::
        irc:*:19700:0:99999:7:::
        nobody:*:19700:0:99999:7:::
        systemd-network:*:19700:0:99999:7:::
        messagebus:*:19700:0:99999:7:::
        sshd:*:19700:0:99999:7:::
        alice:$y$j9T$saltsaltsalt$hashhashhashhashhashhashhashhashhashhashhas:19700:0:99999:7:::

        """,
        "/etc/group": """
        root:x:0:
        daemon:x:1:
        bin:x:2:
        adm:x:4:
        disk:x:6:
        sudo:x:27:alice
        shadow:x:42:
        staff:x:50:
        users:x:100:
        nogroup:x:65534:
        alice:x:1000:

        """,
        "/etc/nsswitch.conf": """
        passwd:         files
        group:          files
        shadow:         files
        gshadow:        files
        hosts:          files dns
        networks:       files
        protocols:      db files
        services:       db files
        ethers:         db files
        rpc:            db files
        netgroup:       nis

        """,
        "/etc/login.defs": """
        MAIL_DIR        /var/mail
        FAILLOG_ENAB  yes
        LOG_UNKFAIL_ENAB no
        LOG_OK_LOGINS  no
        SYSLOG_SU_ENAB  yes
        SYSLOG_SG_ENAB  yes
        FTMP_FILE /var/log/btmp
        SU_NAME  su
        HUSHLOGIN_FILE .hushlogin
        ENV_SUPATH PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        ENV_PATH PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games
        TTYGROUP tty
        TTYPERM  0600
        ERASECHAR 0177
        KILLCHAR 025
        UMASK  022
        PASS_MAX_DAYS 99999
        PASS_MIN_DAYS 0
        PASS_WARN_AGE 7
        UID_MIN    1000
        UID_MAX   60000
        SUB_UID_MIN     100000
        SUB_UID_MAX  600100000
        SUB_UID_COUNT      65536
        GID_MIN    1000
        GID_MAX   60000
        SUB_GID_MIN     100000
        SUB_GID_MAX  600100000
        SUB_GID_COUNT      65536
        LOGIN_RETRIES  5
        LOGIN_TIMEOUT  60
        CHFN_RESTRICT  rwh
        DEFAULT_HOME yes
        USERGROUPS_ENAB yes
        ENCRYPT_METHOD SHA512
        NONEXISTENT /nonexistent
        PREVENT_NO_AUTH superuser

        """,
        "/etc/sudoers": """
        Defaults env_reset
        Defaults mail_badpass
        Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        Defaults use_pty
        root ALL=(ALL:ALL) ALL
        %sudo ALL=(ALL:ALL) ALL
        @includedir /etc/sudoers.d

        """,
        "/etc/sudo.conf": """

        """,
        "/etc/ssh/sshd_config": """
        Include /etc/ssh/sshd_config.d/*.conf
        KbdInteractiveAuthentication no
        UsePAM yes
        X11Forwarding yes
        PrintMotd no
        AcceptEnv LANG LC_*
        Subsystem sftp /usr/lib/openssh/sftp-server

        """,
        "/etc/default/useradd": """
        SHELL=/bin/sh

        """,
        "/etc/hostname": """
        web-1

        """,
        "/etc/security/faillock.conf": """

        """,
        "/etc/pam.d/chfn": """
        auth  sufficient pam_rootok.so
        @include common-auth
        @include common-account
        @include common-session

        """,
        "/etc/pam.d/chpasswd": """
        @include common-password

        """,
        "/etc/pam.d/chsh": """
        auth       required   pam_shells.so
        auth  sufficient pam_rootok.so
        @include common-auth
        @include common-account
        @include common-session

        """,
        "/etc/pam.d/common-account": """
        account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so
        account requisite   pam_deny.so
        account required   pam_permit.so

        """,
        "/etc/pam.d/common-auth": """
        auth [success=1 default=ignore] pam_unix.so nullok
        auth requisite   pam_deny.so
        auth required   pam_permit.so

        """,
        "/etc/pam.d/common-password": """
        password [success=1 default=ignore] pam_unix.so obscure yescrypt
        password requisite   pam_deny.so
        password required   pam_permit.so

        """,
        "/etc/pam.d/common-session": """
        session [default=1]   pam_permit.so
        session requisite   pam_deny.so
        session required   pam_permit.so
        session required pam_unix.so

        """,
        "/etc/pam.d/common-session-noninteractive": """
        session [default=1]   pam_permit.so
        session requisite   pam_deny.so
        session required   pam_permit.so
        session required pam_unix.so

        """,
        "/etc/pam.d/login": """
        auth       optional   pam_faildelay.so  delay=3000000
        auth       requisite  pam_nologin.so
        session [success=ok ignore=ignore module_unknown=ignore default=bad] pam_selinux.so close
        session    required     pam_loginuid.so
        session    optional   pam_motd.so motd=/run/motd.dynamic
        session    optional   pam_motd.so noupdate
        session [success=ok ignore=ignore module_unknown=ignore default=bad] pam_selinux.so open
        session       required   pam_env.so readenv=1
        session       required   pam_env.so readenv=1 envfile=/etc/default/locale
        @include common-auth
        auth       optional   pam_group.so
        session    required   pam_limits.so
        session    optional   pam_lastlog.so
        session    optional   pam_mail.so standard
        session    optional   pam_keyinit.so force revoke
        @include common-account
        @include common-session
        @include common-password

        """,
        "/etc/pam.d/newusers": """
        @include common-password

        """,
        "/etc/pam.d/other": """
        @include common-auth
        @include common-account
        @include common-password
        @include common-session

        """,
        "/etc/pam.d/passwd": """
        @include common-password

        """,
        "/etc/pam.d/runuser": """
        auth  sufficient pam_rootok.so
        session  optional pam_keyinit.so revoke
        session  required pam_limits.so
        session  required pam_unix.so

        """,
        "/etc/pam.d/runuser-l": """
        auth  include  runuser
        session  optional pam_keyinit.so force revoke
        -session optional pam_systemd.so
        session  include  runuser

        """,
        "/etc/pam.d/sshd": """
        @include common-auth
        account    required     pam_nologin.so
        @include common-account
        session [success=ok ignore=ignore module_unknown=ignore default=bad]        pam_selinux.so close
        session    required     pam_loginuid.so
        session    optional     pam_keyinit.so force revoke
        @include common-session
        session    optional     pam_motd.so  motd=/run/motd.dynamic
        session    optional     pam_motd.so noupdate
        session    optional     pam_mail.so standard noenv # [1]
        session    required     pam_limits.so
        session    required     pam_env.so # [1]
        session    required     pam_env.so user_readenv=1 envfile=/etc/default/locale
        session [success=ok ignore=ignore module_unknown=ignore default=bad]        pam_selinux.so open
        @include common-password

        """,
        "/etc/pam.d/su": """
        auth       sufficient pam_rootok.so
        session       required   pam_env.so readenv=1
        session       required   pam_env.so readenv=1 envfile=/etc/default/locale
        session    optional   pam_mail.so nopen
        session    required   pam_limits.so
        @include common-auth
        @include common-account
        @include common-session

        """,
        "/etc/pam.d/su-l": """
        auth  include  su
        account  include  su
        password include  su
        session  optional pam_keyinit.so force revoke
        session  include  su

        """,
        "/etc/pam.d/sudo": """
        session    required   pam_limits.so
        @include common-auth
        @include common-account
        @include common-session-noninteractive

        """,
        "/etc/pam.d/sudo-i": """
        session    required   pam_limits.so
        @include common-auth
        @include common-account
        @include common-session

        """,
    ]

    private static let modules = [
        "pam_access", "pam_debug", "pam_deny", "pam_echo", "pam_env", "pam_exec", "pam_faildelay", "pam_faillock", "pam_filter",
        "pam_ftp", "pam_group", "pam_issue", "pam_keyinit", "pam_lastlog", "pam_limits", "pam_listfile", "pam_localuser",
        "pam_loginuid", "pam_mail", "pam_mkhomedir", "pam_motd", "pam_namespace", "pam_nologin", "pam_permit", "pam_pwhistory",
        "pam_rhosts", "pam_rootok", "pam_securetty", "pam_selinux", "pam_sepermit", "pam_setquota", "pam_shells", "pam_stress",
        "pam_succeed_if", "pam_time", "pam_timestamp", "pam_tty_audit", "pam_umask", "pam_unix", "pam_userdb", "pam_usertype",
        "pam_warn", "pam_wheel", "pam_xauth",
    ]
}
