internal import CLinux
internal import Controls
internal import Glibc
internal import ProbeKit

/// What the kernel shows this process of the sandbox that it is in.
struct Confinement: Sendable {
    /// A kind of namespaces(7) in which a probe sees, or does not see, what PID 1 does.
    enum Namespace: String, CaseIterable, Hashable, Sendable { case net, uts, pid, cgroup, time }

    /// A capability of capabilities(7), by its number.
    enum Capability: Int, CaseIterable, Hashable, Sendable {
        case readSearch = 2
        case trace = 19

        var name: String {
            switch self {
            case .readSearch: "CAP_DAC_READ_SEARCH"
            case .trace: "CAP_SYS_PTRACE"
            }
        }
    }

    /// Nil where nothing can be told.
    var hidden: HiddenPlaces?
    /// Whether the mounts of PID 1 can be seen.
    var isFirstSeen = true
    /// Those that are not the ones of PID 1; what cannot be compared is in neither set.
    var foreign: Set<Namespace> = []
    /// Those that cannot be compared.
    var unknown: Set<Namespace> = []
    var missing: Set<Capability> = []
    var isRoot = false
    var hasNetlink = true
    /// System calls into other processes that nothing refuses.
    var allowedCalls: [String] = []
    /// Whether landlock(7), which the kernel has, is refused.
    var isLandlockRefused = false

    static func ofThisProcess() -> Confinement {
        var confinement = Confinement(
            hidden: HiddenPlaces.ofThisProcess(), isFirstSeen: HiddenPlaces.table(of: "1") != nil, isRoot: ThisProcess.isRoot)
        for kind in Namespace.allCases {
            let own = KernelFile.linkTarget(of: "/proc/self/ns/\(kind.rawValue)")
            let first = KernelFile.linkTarget(of: "/proc/1/ns/\(kind.rawValue)")
            // A kernel without the kind has no link of our own.
            guard let own else { continue }
            if first == nil { confinement.unknown.insert(kind) } else if own != first { confinement.foreign.insert(kind) }
        }
        let held = heldCapabilities
        confinement.missing = Set(Capability.allCases.filter { held & 1 << $0.rawValue == 0 })
        do { _ = try NetlinkSocket(.sockets) } catch { confinement.hasNetlink = error.reason != .sandboxed }
        confinement.allowedCalls = allowed
        confinement.isLandlockRefused = soc2d_landlock_version() < 0 && errno == EPERM
        return confinement
    }

    /// Each call names no process or no descriptor, so nothing comes of it where it is let through.
    private static var allowed: [String] {
        var calls: [String] = []
        if !soc2d_is_ptrace_refused() { calls.append("ptrace") }
        if !soc2d_is_process_vm_refused() { calls.append("process_vm_writev") }
        if !soc2d_is_pidfd_getfd_refused() { calls.append("pidfd_getfd") }
        return calls
    }

    /// `CapEff` of `/proc/self/status`: 16 hexadecimal digits.
    private static var heldCapabilities: UInt64 {
        guard let bytes = try? KernelFile.contents(of: "/proc/self/status") else { return 0 }
        for (_, line) in ByteLines(bytes) where line.starts(with: "CapEff:".utf8) {
            return UInt64(String(decoding: line.dropFirst(7).trimmed, as: UTF8.self), radix: 16) ?? 0
        }
        return 0
    }
}
