internal import CLinux
internal import Glibc

/// What the courier takes from itself before it talks to anybody.
package enum Confinement {
    /// The user and group of nobody on Linux: overflowuid of proc(5).
    private static let nobody: uid_t = 65534

    /// No longer root where root started it, no capabilities, no way to gain any, no file but what TLS and names need, no core file,
    /// bounded memory and descriptors. To be called before there is a second thread.
    /// - Returns: false if it holds root's rights and cannot let go of them, so that it must not go on.
    package static func apply() -> Bool {
        let isPlain = geteuid() != 0 || becomesNobody()
        _ = soc2d_drop_capabilities()
        _ = soc2d_forbid_new_privileges()
        _ = soc2d_forbid_dumps()
        let isConfined = readsNothingElse()
        let limits = [(RLIMIT_CORE, 0), (RLIMIT_FSIZE, 0), (RLIMIT_AS, 1 << 30), (RLIMIT_NOFILE, 256)]
        for (resource, value) in limits {
            var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
            _ = unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
        }
        return isPlain || isConfined
    }

    /// What OpenSSL and the resolver of the C library read: trust anchors, configuration, modules. A place that is a link counts for
    /// where it leads.
    private static let readable = [
        "/etc/ca-certificates", "/etc/gai.conf", "/etc/host.conf", "/etc/hosts", "/etc/ld.so.cache", "/etc/nsswitch.conf", "/etc/pki/tls",
        "/etc/pki/ca-trust", "/etc/resolv.conf", "/etc/services", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem", "/etc/ssl/certs",
        "/etc/ssl/openssl.cnf", "/lib", "/lib64", "/run/NetworkManager", "/run/resolvconf", "/run/systemd/resolve",
        "/sys/devices/system/cpu", "/usr/lib", "/usr/lib64", "/usr/local/share/ca-certificates", "/usr/share/ca-certificates",
        "/var/lib/ca-certificates",
    ]

    /// Whether the kernel can keep files out of reach: since 5.13, where the distribution has not left it out.
    package static var isLandlockKnown: Bool { soc2d_landlock_version() > 0 }

    /// Leaves no other file within reach; false where the kernel has no Landlock.
    private static func readsNothingElse() -> Bool {
        unsafe soc2d_read_only_below(readable.joined(separator: ":")) == 0
    }

    /// In a namespace that knows no nobody, root is no more than the user outside. Root without the right to change its user still
    /// owns the files of root.
    private static func becomesNobody() -> Bool {
        _ = setgroups(0, nil)
        if setgid(nobody) == 0, setuid(nobody) == 0 { return true }
        return errno == EINVAL
    }
}
