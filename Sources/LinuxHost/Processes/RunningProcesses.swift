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
        let found = try Self.shared(pids) { (pids) throws(ProbeFailure) in
            var walk = try SocketWalk(wanted: inodes)
            try walk.look(at: pids)
            return walk.found
        }
        return found.reduce(listing.found) { $0.adding($1) }
    }

    package func foreignNetworks() throws(ProbeFailure) -> ForeignNetworks {
        var walk = try SocketWalk(wanted: [])
        let pids = try walk.listProcesses()
        guard let own = KernelFile.linkTarget(of: "/proc/self/ns/net") else {
            throw ProbeFailure(.unreadable, "/proc/self/ns/net cannot be read")
        }
        let found = try Self.shared(pids) { (pids) throws(ProbeFailure) in try NetworkWalk(own: own, among: pids) }
        return found.reduce(NetworkWalk(isComplete: walk.isComplete)) { $0.adding($1) }.networks(describedBy: &walk)
    }

    /// Lets the processors share work on processes, every one of them on every n-th.
    private static func shared<Outcome: Sendable>(
        _ pids: [Int32], _ body: @Sendable ([Int32]) throws(ProbeFailure) -> Outcome
    ) throws(ProbeFailure) -> [Outcome] {
        let shares = min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 4, pids.count / worthwhile + 1)
        if shares <= 1 { return [try body(pids)] }
        let outcomes = Mutex<[Result<Outcome, ProbeFailure>]>([])
        DispatchQueue.concurrentPerform(iterations: shares) { share in
            let part = stride(from: share, to: pids.count, by: shares).map { pids[$0] }
            let outcome = Result { () throws(ProbeFailure) in try body(part) }
            outcomes.withLock { $0.append(outcome) }
        }
        var all: [Outcome] = []
        for outcome in outcomes.withLock({ $0 }) { all.append(try outcome.get()) }
        return all
    }

    /// Fewer processes than this are not worth another thread.
    private static let worthwhile = 200
}
