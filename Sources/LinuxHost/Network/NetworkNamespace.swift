import Controls
import ProbeKit

/// Whether we look at the host's network or only at a private one (network_namespaces(7)).
enum NetworkNamespace {
    /// Whether our namespace is seen to be the one of PID 1; false where the two cannot be compared.
    ///
    /// The link in `/proc/1/ns` needs the right to trace PID 1. Without it the inode of a file in `/proc/PID/net` tells the
    /// same, since the kernel makes that directory anew for every namespace (proc_alloc_inum()).
    static func isThatOfFirstProcess() throws(ProbeFailure) -> Bool {
        let links = (KernelFile.linkTarget(of: "/proc/self/ns/net"), KernelFile.linkTarget(of: "/proc/1/ns/net"))
        if let own = links.0, let first = links.1 { return try compare(own == first) }
        let tables = (KernelFile.inode(of: "/proc/self/net/dev"), KernelFile.inode(of: "/proc/1/net/dev"))
        if let own = tables.0, let first = tables.1 { return try compare(own == first) }
        return false
    }

    private static func compare(_ isSame: Bool) throws(ProbeFailure) -> Bool {
        guard isSame else {
            throw ProbeFailure(.sandboxed, "our network namespace is not the one of PID 1; the unit must not have PrivateNetwork=")
        }
        return true
    }
}
