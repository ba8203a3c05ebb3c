internal import LinuxHost
internal import ProbeKit

/// The directories of the monitor, made where that is ours to do, and trusted only when nobody else could have been at them.
struct StateHouse {
    private let places: MonitorPlaces
    /// Whether missing directories are made: by root, and for who names one. Otherwise the service manager makes them.
    private let isMaker: Bool

    init(_ orders: ServiceOrders) {
        places = orders.places
        isMaker = orders.isTrial || ThisProcess.isRoot
    }

    func prepare() throws(ServiceRefusal) {
        let state = OwnDirectory(places.state)
        let runtime = OwnDirectory(places.runtime, mode: 0o750)
        do throws(StateProblem) {
            if isMaker { try state.make() }
            // Files that SQLite makes are looked at by the ledger itself.
            try state.check([
                ("ledger", .file), ("ledger-writer", .file), ("log.key", .file), ("checkpoint", .file), ("checkpoint.new", .file),
            ])
            if isMaker {
                if runtime.path.parent != places.state { try OwnDirectory(runtime.path.parent, mode: 0o755).make() }
                try runtime.make()
            }
            try runtime.check([("control.sock", .socket), ("checkpoint", .file), ("checkpoint.new", .file)])
        } catch { throw .state(error) }
    }
}
