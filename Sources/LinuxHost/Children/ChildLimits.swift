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
            (RLIMIT_CORE, 0, 0), (RLIMIT_CPU, cpuSeconds, cpuSeconds + 1), (RLIMIT_NOFILE, 1024, 1024), (RLIMIT_FSIZE, 0, 0),
        ]
        for (resource, soft, hard) in limits {
            var limit = rlimit(rlim_cur: rlim_t(soft), rlim_max: rlim_t(hard))
            _ = unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
        }
        limitMemory(to: memory)
    }

    /// The hard limit stays: a tool, such as one in Go with a thread for each processor, may need more address space than we do.
    private static func limitMemory(to bytes: Int) {
        let resource = __rlimit_resource_t(RLIMIT_AS.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = min(rlim_t(bytes), limit.rlim_max)
        _ = unsafe setrlimit(resource, &limit)
        soc2d_limit_heaps(heaps)
    }

    /// More threads than this share heaps: address space that no thread uses would be missing elsewhere.
    private static let heaps: Int32 = 4

    /// The first thing a child does: it ends when the thread that spawned it ends, it is what the kernel ends first where memory is short, and
    /// nobody can dump what it will read.
    package static func tieToParent() {
        _ = soc2d_die_with_parent()
        KernelFile.write("500", to: "/proc/self/oom_score_adj")
        _ = soc2d_forbid_dumps()
    }
}
