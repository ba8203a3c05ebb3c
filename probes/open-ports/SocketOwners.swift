import ProbeKit

/// Names the owners of sockets, each process looked at once. An owner goes by its place in one sorted list.
struct SocketOwners {
    private let holders: SocketHolders
    /// Sorted, none twice.
    let all: [ListenerOwner]
    /// For each of the holders' processes its owner; nil for a service manager that is PID 1.
    private let places: [Int?]
    /// Of a socket that nobody was seen to hold.
    private let nobody: Int
    /// For each socket that PID 1 holds, the owner of its unit.
    private let socketUnits: [ListeningSocket: Int]

    init(_ holders: SocketHolders, of sockets: [ListeningSocket], files: any FileTree) {
        self.holders = holders
        let unheld = ListenerOwner(holders.isComplete ? .kernel : .unknown)
        let owners = Self.owners(holders.processes)
        let units = Self.socketUnits(holders, sockets, files)
        all = Set([unheld] + owners.compactMap(\.self) + units.values).sorted(by: Self.inOrder)
        let numbers = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })
        nobody = numbers[unheld] ?? 0
        places = owners.map { $0.flatMap { numbers[$0] } }
        socketUnits = units.compactMapValues { numbers[$0] }
    }

    subscript(place: Int) -> ListenerOwner { all[place] }

    /// Everybody who holds a socket, none twice. What PID 1 holds belongs to a `.socket` unit, whatever service it has been
    /// handed to by now: it is there with and without that service.
    func forEachOwner(of socket: ListeningSocket, _ body: (Int) -> Void) {
        let holdings = holders.holdings(of: socket.inode)
        guard let first = holdings.first else { return body(nobody) }
        if holdings.count == 1, let owner = places[first.process] { return body(owner) }
        if let unit = socketUnits[socket] { return body(unit) }
        for owner in Set(holdings.compactMap { places[$0.process] }) { body(owner) }
    }

    /// Each process's owner. Most processes are like the one before, so that its owner need not be worked out again.
    private static func owners(_ processes: [SocketHolders.Process]) -> [ListenerOwner?] {
        var last: (process: SocketHolders.Process, owner: ListenerOwner)?
        return processes.map { process in
            if isServiceManager(process) { return nil }
            var alike = process
            alike.pid = last?.process.pid ?? process.pid
            if let last, last.process == alike { return last.owner }
            let owner = ListenerOwner(process)
            last = (process, owner)
            return owner
        }
    }

    private static func socketUnits(
        _ holders: SocketHolders, _ sockets: [ListeningSocket], _ files: any FileTree
    ) -> [ListeningSocket: ListenerOwner] {
        guard let place = holders.processes.firstIndex(where: isServiceManager) else { return [:] }
        let inodes = Set(holders.holdings.filter { $0.process == place }.map { $0.inode })
        let units = SocketUnits(of: files)
        var owners: [ListeningSocket: ListenerOwner] = [:]
        for socket in sockets where inodes.contains(socket.inode) {
            var owner = ListenerOwner(.socketUnit, unit: units.unit(of: socket))
            owner.executable = holders.processes[place].executable
            owner.uid = holders.processes[place].uid
            let others = holders.holdings(of: socket.inode).filter { $0.process != place }.map {
                ListenerOwner(holders.processes[$0.process])
            }
            let names = Set(others.compactMap { $0.unit.flatMap { $0.isEmpty ? nil : $0 } ?? $0.executable })
            owner.handedTo = names.isEmpty ? nil : names.sorted()
            owners[socket] = owner
        }
        return owners
    }

    /// In a container PID 1 may be any program; only systemd puts itself into `init.scope`.
    private static func isServiceManager(_ process: SocketHolders.Process) -> Bool {
        process.pid == 1 && ControlGroup(parsing: process.controlGroups).unit == "init.scope"
    }

    private static func inOrder(_ first: ListenerOwner, _ second: ListenerOwner) -> Bool {
        first.sortingKey.lexicographicallyPrecedes(second.sortingKey)
    }
}

extension ListenerOwner {
    /// All that tells owners apart, what is unknown before what is empty.
    fileprivate var sortingKey: [String] {
        let fields: [String?] = [
            unit, executable, uid.map { String($0) }, container, isReplaced ? "replaced" : nil, handedTo?.joined(separator: " "),
        ]
        return fields.map { $0.map { "=\($0)" } ?? "" } + [kind.rawValue]
    }
}
