internal import CLinux
internal import Glibc

/// What the courier takes from itself before it talks to anybody.
package enum Confinement {
    /// The user and group of nobody on Linux: overflowuid of proc(5).
    private static let nobody: uid_t = 65534

    /// No longer root where root started it, no capabilities, no way to gain any, no core file, bounded memory and descriptors.
    /// - Returns: false if it holds root's rights and cannot let go of them, so that it must not go on.
    package static func apply() -> Bool {
        let isPlain = geteuid() != 0 || becomesNobody()
        _ = soc2d_drop_capabilities()
        _ = soc2d_forbid_new_privileges()
        _ = soc2d_forbid_dumps()
        let limits = [(RLIMIT_CORE, 0), (RLIMIT_FSIZE, 0), (RLIMIT_AS, 1 << 30), (RLIMIT_NOFILE, 256)]
        for (resource, value) in limits {
            var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
            _ = unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
        }
        return isPlain
    }

    /// Root without the right to change its user, or in a namespace without a nobody, is no root of the host.
    private static func becomesNobody() -> Bool {
        _ = setgroups(0, nil)
        if setgid(nobody) == 0, setuid(nobody) == 0 { return true }
        return errno == EPERM || errno == EINVAL
    }
}
