package import Controls
internal import Ledger
package import LinuxHost
package import ProbeKit

/// What the service is given by the command that starts it.
package struct ServiceOrders: Sendable {
    package var places: MonitorPlaces
    /// Whether somebody tries the monitor out, with a state directory of the trial's own: what other monitors of this host remember is not its
    /// matter.
    package var isTrial: Bool
    package var configuration: Configuration
    /// Reads the configuration afresh, with every problem; may take its time.
    package var readConfiguration: @Sendable () -> (Configuration, [ConfigurationProblem])
    /// Every probe that controls may test.
    package var probes: [ProbeEntry]
    package var host: Duty.Host
    package var version: String
    /// Runs probes in children.
    package var runner: ProbeRunner
    /// Sends what people are told.
    package var courier: CourierCounter

    package init(
        places: MonitorPlaces, isTrial: Bool, configuration: Configuration,
        readConfiguration: @escaping @Sendable () -> (Configuration, [ConfigurationProblem]), probes: [ProbeEntry], host: Duty.Host,
        version: String, runner: ProbeRunner, courier: CourierCounter
    ) {
        self.places = places
        self.isTrial = isTrial
        self.configuration = configuration
        self.readConfiguration = readConfiguration
        self.probes = probes
        self.host = host
        self.version = version
        self.runner = runner
        self.courier = courier
    }

    /// How many probes may run at once.
    var parallelProbes: Int { configuration.monitor.parallelProbes ?? min(ThisProcess.processors, 4) }

    /// The name of the log.
    func origin() throws(ServiceRefusal) -> LogName {
        guard isTrial || !host.id.isEmpty else { throw .noIdentity }
        let text = configuration.monitor.origin ?? "soc2d/\(host.id.isEmpty ? "unnamed" : host.id)"
        guard let name = LogName(text), name.fitsKey else { throw .badOrigin(text) }
        return name
    }
}
