import Controls
import ProbeKit

/// A walk over processes in search of network namespaces other than our own: one link a process, and tables only where there are such.
struct NetworkWalk: Sendable {
    /// For each namespace by its inode the first process in it.
    private var processes: [UInt64: Int32] = [:]
    private var isComplete: Bool

    /// More namespaces than this are not looked at.
    private static let networkLimit = 256
    /// More listeners of one namespace than this are not listed.
    private static let socketLimit = 4096
    /// How much of one table is read. The kernel writes listening TCP sockets before all others.
    private static let tableLimit = 1 << 20

    init(isComplete: Bool) { self.isComplete = isComplete }

    /// - Parameter own: what the link of our own namespace holds.
    init(own: [UInt8], among pids: [Int32]) throws(ProbeFailure) {
        isComplete = true
        let proc = ProcDirectory.open("/proc", in: ProcDirectory.noDirectory)
        guard proc.isOpen else { throw ProbeFailure(.unreadable, "/proc cannot be opened: error \(proc.error)") }
        var target = [UInt8](repeating: 0, count: 40)
        for pid in pids {
            switch ProcDirectory.readLink("\(pid)/ns/net", in: proc, into: &target) {
            case .bytes(let count):
                if target[..<count].elementsEqual(own) { continue }
                if let inode = Self.inode(target, count: count) { note(pid, in: inode) }
            case .vanished: continue
            case .denied, .failed: isComplete = false
            }
        }
    }

    private mutating func note(_ pid: Int32, in inode: UInt64) { processes[inode] = min(processes[inode] ?? pid, pid) }

    /// What two walks over different processes found.
    func adding(_ other: NetworkWalk) -> NetworkWalk {
        var both = self
        for (inode, pid) in other.processes { both.note(pid, in: inode) }
        both.isComplete = isComplete && other.isComplete
        return both
    }

    /// What listens in the namespaces that were found.
    func networks(describedBy walk: inout SocketWalk) -> ForeignNetworks {
        var found = ForeignNetworks(isComplete: isComplete && processes.count <= Self.networkLimit)
        for (inode, pid) in processes.sorted(by: { $0.key < $1.key }).prefix(Self.networkLimit) {
            guard let process = walk.describe(pid) else { continue }
            found.networks.append(Self.network(inode, of: process, in: walk.proc.number))
        }
        return found
    }

    /// The number in `net:[4026531840]`; nil for any other target.
    static func inode(_ target: [UInt8], count: Int) -> UInt64? {
        let text = target.prefix(count)
        guard text.starts(with: "net:[".utf8), text.last == UInt8(ascii: "]") else { return nil }
        return text.dropFirst(5).dropLast().decimal.flatMap(UInt64.init(exactly:))
    }

    /// What `/proc/PID/net` lists. A table that is not there has no socket: the protocol is not in this kernel.
    private static func network(_ inode: UInt64, of process: SocketHolders.Process, in proc: Int32) -> ForeignNetwork {
        var network = ForeignNetwork(inode: inode, process: process)
        for family in SocketFamily.all {
            guard let name = family.procTable?.split(separator: "/").last, network.sockets.count < socketLimit else { continue }
            let path = "\(process.pid)/net/\(name)"
            do throws(ProbeFailure) {
                var bytes = try KernelFile.beginning(of: path, in: proc, limit: tableLimit)
                if bytes.count >= tableLimit {
                    network.isCut = true
                    while let last = bytes.last, last != UInt8(ascii: "\n") { bytes.removeLast() }
                }
                network.sockets += try ProcNetTable.sockets(in: bytes, of: family)
            } catch  where KernelFile.isAbsent(path, in: proc) {
                continue
            } catch {
                // No process number: it is another one after each start.
                network.failure = Unread("/proc/PID/net/\(name)", error.reason, "/proc/PID/net/\(name) cannot be read")
            }
        }
        if network.sockets.count > socketLimit {
            network.isCut = true
            network.sockets.removeLast(network.sockets.count - socketLimit)
        }
        return network
    }
}
