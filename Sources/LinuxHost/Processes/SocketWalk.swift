import Controls
import ProbeKit

/// A walk over processes in search of sockets.
struct SocketWalk: ~Copyable {
    private let wanted: Set<UInt64>
    let proc: Descriptor
    private var processes: [SocketHolders.Process] = []
    private var holdings: [SocketHolders.Holding] = []
    private(set) var isComplete: Bool
    private var records = [UInt8](repeating: 0, count: 32 << 10)
    /// Long enough for `socket:[18446744073709551615]`; a longer target is no socket, and its end does not matter.
    private var target = [UInt8](repeating: 0, count: 40)
    private var lastGroups: [UInt8] = []
    private var lastExecutable: (target: [UInt8], escaped: String)?
    /// The wanted sockets of the process that is being looked at.
    private var gathered: [UInt64] = []

    init(wanted: Set<UInt64>) throws(ProbeFailure) {
        self.wanted = wanted
        proc = ProcDirectory.open("/proc", in: ProcDirectory.noDirectory)
        guard proc.isOpen else { throw ProbeFailure(.unreadable, "/proc cannot be opened: error \(proc.error)") }
        // In a container of its own, processes outside it are invisible, and so are their sockets.
        isComplete = KernelFile.linkTarget(of: "/proc/self/ns/pid") == Self.firstNamespace
    }

    /// PROC_PID_INIT_INO of the kernel.
    private static let firstNamespace = Array("pid:[4026531836]".utf8)

    /// What has been found so far.
    var found: SocketHolders { SocketHolders(processes: processes, holdings: holdings, isComplete: isComplete) }

    mutating func look(at pids: [Int32]) throws(ProbeFailure) {
        for pid in pids {
            try gatherSockets(of: pid)
            if !gathered.isEmpty { note(pid) }
        }
    }

    /// The processes that can be seen now.
    mutating func listProcesses() throws(ProbeFailure) -> [Int32] {
        var pids: [Int32] = []
        while true {
            let step = ProcDirectory.read(proc, into: &records)
            guard case .bytes(let count) = step else { throw ProbeFailure(.unreadable, "/proc cannot be listed: \(step)") }
            if count == 0 {
                // PID 1 is always there; where it cannot be seen (hidepid= of proc(5)), others cannot either.
                if !pids.contains(1) { isComplete = false }
                return pids
            }
            let isWellFormed = DirectoryRecords.forEachNumber(in: records, count: count) { entry in
                if let pid = Int32(exactly: entry.number) { pids.append(pid) }
            }
            guard isWellFormed else { throw ProbeFailure(.parseError, "/proc cannot be listed: a malformed record") }
        }
    }

    /// Gathers the wanted sockets among the descriptors of a process.
    private mutating func gatherSockets(of pid: Int32) throws(ProbeFailure) {
        gathered.removeAll(keepingCapacity: true)
        let directory = ProcDirectory.open("\(pid)/fd", in: proc.number)
        guard directory.isOpen else {
            return try meet(ProcDirectory.Step(error: directory.error), at: pid)
        }
        while true {
            let step = ProcDirectory.read(directory, into: &records)
            guard case .bytes(let count) = step, count > 0 else {
                return try meet(step, at: pid)
            }
            let isWellFormed = try DirectoryRecords.forEachNumber(in: records, count: count) { entry throws(ProbeFailure) in
                let step = ProcDirectory.readLink(in: directory, named: entry.nameStart, of: records, into: &target)
                guard case .bytes(let length) = step else { return try meet(step, at: pid) }
                if let inode = Self.socketInode(target, count: length), wanted.contains(inode) { gathered.append(inode) }
            }
            guard isWellFormed else { throw ProbeFailure(.parseError, "/proc/\(pid)/fd cannot be listed: a malformed record") }
        }
    }

    /// What vanishes has let go of its sockets; what is denied may hold any.
    private mutating func meet(_ step: ProcDirectory.Step, at pid: Int32) throws(ProbeFailure) {
        switch step {
        case .bytes, .vanished: return
        case .denied: isComplete = false
        case .failed(let error): throw ProbeFailure(.toolFailed, "/proc/\(pid)/fd cannot be listed: error \(error)")
        }
    }

    /// What is known of a process; nil for one that is gone.
    mutating func describe(_ pid: Int32) -> SocketHolders.Process? {
        // Without an owner the process is gone, and its sockets with it.
        guard let uid = KernelFile.owner(of: "\(pid)", in: proc.number) else { return nil }
        let executable = KernelFile.linkTarget(of: "\(pid)/exe", in: proc.number)
        let groups = (try? KernelFile.contents(of: "\(pid)/cgroup", in: proc.number)) ?? []
        // Most processes are like the one before; what is equal is kept once.
        if groups != lastGroups { lastGroups = groups }
        if executable != lastExecutable?.target { lastExecutable = executable.map { ($0, Subject.escaping($0)) } }
        return SocketHolders.Process(pid: pid, uid: uid, executable: lastExecutable?.escaped, controlGroups: lastGroups)
    }

    private mutating func note(_ pid: Int32) {
        guard let process = describe(pid) else { return }
        processes.append(process)
        if gathered.count > 1 { gathered.sort() }
        // Two descriptors may lead to the same socket.
        var last: UInt64?
        for inode in gathered where inode != last {
            holdings.append(SocketHolders.Holding(inode: inode, process: processes.count - 1))
            last = inode
        }
    }

    /// The number in `socket:[4711]`; nil for any other target.
    static func socketInode(_ target: [UInt8], count: Int) -> UInt64? {
        let prefix = 8
        guard count > prefix + 1, count <= 29, target[0] == UInt8(ascii: "s"), target[6] == UInt8(ascii: ":"),
            target[prefix - 1] == UInt8(ascii: "["), target[count - 1] == UInt8(ascii: "]"), target.starts(with: "socket:[".utf8)
        else { return nil }
        var inode: UInt64 = 0
        for byte in target[prefix..<count - 1] {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (product, overflow) = inode.multipliedReportingOverflow(by: 10)
            let (sum, overrun) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            guard !overflow, !overrun else { return nil }
            inode = sum
        }
        return inode
    }
}
