import Controls
import Ledger
import LinuxHost
import ProbeKit

/// Where the configuration stands: defaults in the binary, vendor files over them, the administrator's over those.
enum ConfigurationDirectories {
    static let administrator = "/etc/soc2d"
    static let vendor = "/usr/lib/soc2d"

    /// Reads everything.
    /// - Parameter directory: stands for `/etc/soc2d`; nil for `/etc/soc2d` itself, which may be missing.
    static func load(_ directory: String?) throws(ConfigurationProblems) -> Configuration {
        let (configuration, problems) = try read(directory)
        guard problems.isEmpty else { throw ConfigurationProblems(problems) }
        return configuration
    }

    /// What can be read, with every problem.
    static func read(
        _ directory: String?
    ) throws(ConfigurationProblems) -> (configuration: Configuration, problems: [ConfigurationProblem]) {
        if directory == "" { throw ConfigurationProblems(.unreadable(file: "--config", why: "the name of the directory is empty")) }
        var reader = DirectoryReader()
        let found = try reader.files(in: vendor, mustExist: false)
        let admin = try reader.files(in: absolute(directory ?? administrator), mustExist: directory != nil)
        let files = ConfigurationFiles(directories: [embedded, found, admin])
        let (configuration, problems) = Configuration.reading(
            files, probes: EveryProbe.entries.map(\.known), at: LiveHost.now, verifying: HostCryptography())
        return (configuration, reader.problems + problems)
    }

    /// The same for who cannot do without any: where directories cannot be read there are the defaults, and a problem.
    static func readWhatever(_ directory: String?) -> (Configuration, [ConfigurationProblem]) {
        do throws(ConfigurationProblems) { return try read(directory) } catch {
            let files = ConfigurationFiles(directories: [embedded])
            let (configuration, problems) = Configuration.reading(files, probes: EveryProbe.entries.map(\.known))
            return (configuration, error.all + problems)
        }
    }

    private static func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(ThisProcess.workingDirectory)/\(path)"
    }

    private static var embedded: [ConfigurationFile] {
        EveryProbe.entries.map { probe in
            let name = "controls.d/\(probe.manifest.probe).control"
            return ConfigurationFile(name: name, path: "built-in/\(name)", contents: .text(probe.defaultControl))
        }
    }
}
