import ProbeKit

/// Names the owners of sockets, each process looked at once.
struct SocketOwners {
    private let holders: SocketHolders
    /// One for each of the holders' processes; nil for a service manager that is PID 1.
    private let owners: [ListenerOwner?]
    /// Read only where PID 1 holds a socket.
    private let units: SocketUnits?
    private let serviceManager: SocketHolders.Process?

    init(_ holders: SocketHolders, files: any FileTree) {
        self.holders = holders
        serviceManager = holders.processes.first(where: Self.isServiceManager)
        owners = holders.processes.map { Self.isServiceManager($0) ? nil : ListenerOwner($0) }
        units = serviceManager == nil ? nil : SocketUnits(of: files)
    }

    /// Everybody who holds a socket, none twice. What PID 1 holds belongs to a `.socket` unit, whatever service it has been
    /// handed to by now: it is there with and without that service.
    func owners(of socket: ListeningSocket) -> [ListenerOwner] {
        guard let places = holders.byInode[socket.inode], !places.isEmpty else {
            return [ListenerOwner(holders.isComplete ? .kernel : .unknown)]
        }
        var found: [ListenerOwner] = []
        for place in places {
            guard let owner = owners[place] else { return [socketUnit(of: socket)] }
            if !found.contains(owner) { found.append(owner) }
        }
        return found
    }

    private func socketUnit(of socket: ListeningSocket) -> ListenerOwner {
        var owner = ListenerOwner(.socketUnit, unit: units?.unit(of: socket))
        owner.executable = serviceManager?.executable
        owner.uid = serviceManager?.uid
        return owner
    }

    /// In a container PID 1 may be any program; only systemd puts itself into `init.scope`.
    private static func isServiceManager(_ process: SocketHolders.Process) -> Bool {
        process.pid == 1 && ControlGroup(parsing: process.controlGroups).unit == "init.scope"
    }
}
