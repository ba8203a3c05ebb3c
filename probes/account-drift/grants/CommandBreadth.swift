import ProbeKit

/// How far a command reaches: sudoers(5), "Preventing shell escapes".
enum CommandBreadth {
    /// The breadth of a program by its path, escaped wildcards and all.
    static func of(_ path: [UInt8]) -> Grant.Breadth {
        if path.first == UInt8(ascii: "^") || path.last == UInt8(ascii: "/") || path.hasWildcard { return .pattern }
        let name = String(decoding: HostPath(path).name, as: UTF8.self)
        if programs.contains(name) { return .shell }
        // Interpreters carry their version: python3.11, perl5.36.
        let stem = String(name.prefix { !$0.isNumber && $0 != "." && $0 != "-" })
        return interpreters.contains(stem) ? .shell : .limited
    }

    private static let interpreters: Set<String> = [
        "python", "pypy", "perl", "ruby", "lua", "luajit", "node", "php", "awk", "gawk", "mawk", "nawk", "tclsh", "wish", "expect",
        "java", "jjs", "gdb", "irb", "guile", "rscript", "julia", "bash", "zsh", "ksh", "vim", "emacs", "pip", "lxc",
    ]

    private static let programs: Set<String> = [
        // shells
        "sh", "bash", "rbash", "dash", "ash", "ksh", "ksh93", "mksh", "zsh", "csh", "tcsh", "fish", "busybox", "toybox", "screen", "tmux",
        // editors and pagers
        "vi", "view", "vim", "vimdiff", "nvim", "rvim", "ex", "ed", "red", "nano", "rnano", "pico", "joe", "jed", "mcedit", "micro",
        "emacs", "less", "more", "most", "pg", "man", "info",
        // programs that start others
        "su", "sudo", "doas", "pkexec", "runuser", "setpriv", "env", "nice", "ionice", "nohup", "setsid", "time", "timeout", "watch",
        "script", "xargs", "find", "chroot", "nsenter", "unshare", "systemd-run", "machinectl", "start-stop-daemon", "at", "crontab",
        "make", "git", "ssh", "scp", "sftp", "ftp", "rsync", "tar", "zip", "nmap", "strace", "ltrace", "tcpdump", "docker", "podman",
        "lxc", "kubectl", "mount", "apt", "apt-get", "aptitude", "dpkg", "rpm", "yum", "dnf", "zypper", "snap",
        // programs that write any file
        "cp", "mv", "dd", "tee", "sed", "install", "ln", "chmod", "chown", "chgrp", "setfacl", "usermod", "useradd", "visudo", "vipw",
        "passwd", "chpasswd", "gpasswd",
    ]
}
