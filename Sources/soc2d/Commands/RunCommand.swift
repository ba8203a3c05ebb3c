import ArgumentParser
import Controls
import LinuxHost
import Logging
import Monitor
import ProbeKit
import Probes
import Reports
import Systemd

/// The monitor.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Be the monitor: look when a control says so, keep what was seen, and tell of every deficiency.",
        discussion: """
            systemd starts it. To try it out, name a directory of your own with --state; Ctrl-C ends it. As an ordinary user it works too, and \
            much is inconclusive.

            Exit status: 0 ended in order, 64 wrong usage, 71 the system or the ledger fails, or another monitor is running, 73 a directory \
            or a file cannot be made, 78 wrong configuration, or a directory or a key that cannot be trusted, 130 ended by a second Ctrl-C.
            """)

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    @Option(help: ArgumentHelp("Keep everything here, in place of /var/lib/soc2d and /run/soc2d/monitor.", valueName: "dir"))
    var state: String?

    func validate() throws {
        if state == "" { throw ValidationError("--state is empty; name a directory") }
    }

    func run() throws {
        ThisProgram.keepHeapSmall()
        // Before anything else, so that no signal is lost and no child speaks for us.
        let manager = NotifySocket.ofThisProcess()
        guard let signals = ServiceSignals() else { throw refusal("no sockets can be had; look at `ulimit -n`", ExitStatus.system) }
        let logger = Logger(label: "soc2d") { _ in ServiceLog() }
        let configuration = try Configured.load(config)
        let orders = orders(configuration)
        do throws(ServiceRefusal) {
            try Service(orders, manager: manager, logger: logger).run(signals) { greet(orders) }
        } catch {
            manager.tell(.status("did not start: \(error)"))
            throw refusal("\(error)", Self.status(for: error.kind))
        }
    }

    private func orders(_ configuration: Configuration) -> ServiceOrders {
        let identity = HostIdentity.read(below: nil)
        let config = config
        let courier = CourierSource.given(
            runtimeDirectory: state == nil ? MonitorPlaces.givenRuntime : nil, program: ThisProcess.neighbour("soc2d-courier"))
        return ServiceOrders(
            places: MonitorPlaces(state: state, settings: configuration.monitor), isTrial: state != nil, configuration: configuration,
            readConfiguration: { ConfigurationDirectories.readWhatever(config) }, probes: EveryProbe.entries,
            host: Duty.Host(id: identity.id, name: identity.name, os: identity.os, kernel: ThisProgram.kernel), version: Soc2d.version,
            runner: ProbeRunner(program: "/proc/self/exe", arguments: ["observe"], courier: courier),
            courier: CourierCounter(courier, configuration: config, credentials: ThisProcess.environment("CREDENTIALS_DIRECTORY")))
    }

    /// Two lines for a person at a terminal.
    private func greet(_ orders: ServiceOrders) {
        guard ThisProcess.errorIsTerminal else { return }
        let option = state.map { " --state \($0)" } ?? ""
        ThisProcess.writeError("soc2d watches this host and keeps what it sees in \(orders.places.state); Ctrl-C ends it.\n")
        ThisProcess.writeError("What it found so far: soc2d status\(option)\n")
    }

    private func refusal(_ text: String, _ status: Int32) -> ExitCode {
        ThisProcess.writeError("soc2d: \(text)\n")
        return ExitCode(status)
    }

    private static func status(for kind: ServiceRefusal.Kind) -> Int32 {
        switch kind {
        case .configuration: ExitStatus.configuration
        case .cannotCreate: ExitStatus.cannotCreate
        case .system: ExitStatus.system
        }
    }
}
