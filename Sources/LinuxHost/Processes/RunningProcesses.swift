import Controls
import Dispatch
import Glibc
package import ProbeKit
import Synchronization

/// The processes of the host, as `/proc` shows them (proc(5)).
package struct RunningProcesses: ProcessTable {
    package init() {}

    /// Reads every link in every `/proc/PID/fd` once. Who holds what between two looks is nobody's promise: a process that
    /// starts or ends meanwhile may or may not be seen.
    ///
    /// Nine tenths of the time pass in the kernel, link by link, so the processors share the work.
    package func holders(of inodes: Set<UInt64>) throws(ProbeFailure) -> SocketHolders {
        var listing = try SocketWalk(wanted: inodes)
        let pids = try listing.listProcesses()
        let shares = min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 4, pids.count / Self.worthwhile + 1)
        if shares <= 1 {
            try listing.look(at: pids, from: 0, by: 1)
            return listing.found
        }
        let outcomes = Mutex<[Result<SocketHolders, ProbeFailure>]>([])
        DispatchQueue.concurrentPerform(iterations: shares) { share in
            let outcome = Result { () throws(ProbeFailure) in
                var walk = try SocketWalk(wanted: inodes)
                try walk.look(at: pids, from: share, by: shares)
                return walk.found
            }
            outcomes.withLock { $0.append(outcome) }
        }
        var all = listing.found
        for outcome in outcomes.withLock({ $0 }) { all = all.adding(try outcome.get()) }
        return all
    }

    package func foreignNetworks() throws(ProbeFailure) -> ForeignNetworks { try NetworkWalk.networks() }

    /// Fewer processes than this are not worth another thread.
    private static let worthwhile = 200
}
