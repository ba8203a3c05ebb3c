import ArgumentParser
import Controls
import LinuxHost
import Monitor

/// Which monitor a command asks about.
struct StateArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Look at the monitor that keeps its state in this directory.", valueName: "dir"))
    var state: String?

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    func validate() throws {
        guard state != "" else { throw ValidationError("--state is empty; name a directory") }
    }

    /// Where that monitor keeps what it has. Of a configuration that is not in order, what is right counts: its owner wants to see what
    /// the monitor says to it.
    func places() throws -> MonitorPlaces {
        if state != nil { return MonitorPlaces(state: state, settings: MonitorSettings()) }
        return MonitorPlaces(state: nil, settings: try readable().monitor)
    }

    /// The settings that are in force for a probe, as far as the files can be read.
    func settings(of probe: String) throws -> Settings { Settings(try readable().settings[probe] ?? []) }

    private func readable() throws -> Configuration {
        do throws(ConfigurationProblems) { return try ConfigurationDirectories.read(config).configuration } catch {
            throw Configured.refusal(error.all)
        }
    }

    static let statuses = """
        64 wrong usage, 66 there is no ledger, 77 no permission, 78 the configuration cannot be read.
        """
}
