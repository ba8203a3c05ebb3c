package import Controls
internal import Glibc
package import ProbeKit

/// The hosts that probes really look at.
package enum LiveHost {
    /// The host that this process runs on.
    package static func current(dialer: any Dialer) throws(ReadFailure) -> Host {
        let tree = try RootedTree(root: "/", without: HiddenPlaces.ofThisProcess())
        return Host(
            files: tree, sockets: KernelSockets(), processes: RunningProcesses(), dialer: dialer, tools: HostTools(),
            services: SystemdServices(), subvolumes: tree, tables: DatabaseTables(), patience: HostPatience(),
            localTime: LocalTime.moment(of:), now: now, sha256: Digest.sha256)
    }

    /// A tree of files, as if its directory were the root of a host.
    package static func tree(below root: HostPath) throws(ReadFailure) -> Host {
        Host(files: try RootedTree(root: root), tables: DatabaseTables(), now: now, sha256: Digest.sha256)
    }

    /// The wall clock.
    package static var now: Moment {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
