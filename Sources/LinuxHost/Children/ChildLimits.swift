internal import CLinux
internal import Glibc

/// What a probe child takes from itself before it looks at anything.
package enum ChildLimits {
    /// Ends with its parent, leaves no core file, and stays within its memory and processor time.
    ///
    /// - Parameters:
    ///   - memory: bytes of address space.
    ///   - cpuSeconds: seconds of processor time; the kernel sends SIGXCPU then.
    package static func apply(memory: Int, cpuSeconds: Int) {
        let limits = [
            (RLIMIT_CORE, 0, 0), (RLIMIT_AS, memory, memory), (RLIMIT_CPU, cpuSeconds, cpuSeconds + 1), (RLIMIT_NOFILE, 1024, 1024),
            (RLIMIT_FSIZE, 0, 0),
        ]
        for (resource, soft, hard) in limits {
            var limit = rlimit(rlim_cur: rlim_t(soft), rlim_max: rlim_t(hard))
            _ = unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
        }
    }

    /// The first thing a child does: it ends when the thread that spawned it ends, and nobody can dump what it will read.
    package static func tieToParent() {
        _ = soc2d_die_with_parent()
        _ = soc2d_forbid_dumps()
    }
}
