internal import ProbeKit

/// Passes the questions of one probe child to a courier, and the answers back.
struct CourierRelay: Sendable {
    let courier: CourierSource
    /// The parent's end of the child's channel; open for as long as this runs.
    let child: Int32

    /// Returns once the child has closed its end, or ours is shut down. It waits, and so it runs on a thread of its own.
    func run() {
        switch courier {
        case .program(let program): ask(childRunning: HostPath(program))
        case .socket(let path): ask(at: path)
        }
    }

    private func ask(childRunning program: HostPath) {
        var exchange = CourierExchange(child: child, wayOut: "cannot be started; it is installed beside soc2d")
        guard var pair = try? SocketPair(.packets),
            let courier = try? StartedProgram(courier: program, input: Descriptor(pair.takeChildEnd()))
        else {
            return exchange.run { nil }
        }
        let ours = pair.number
        var isGiven = false
        exchange.run {
            defer { isGiven = true }
            return isGiven ? nil : ours
        }
        _ = courier.ended()
    }

    private func ask(at path: HostPath) {
        var socket = CourierSocket(path)
        var exchange = CourierExchange(
            child: child, wayOut: "does not answer at \(path.escaped); `systemctl status soc2d-courier.socket` says why")
        exchange.run { socket.connect() }
    }
}
