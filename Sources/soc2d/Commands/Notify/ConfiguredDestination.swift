import ArgumentParser
import Controls
import LinuxHost
import ProbeKit

/// A destination that somebody named.
enum ConfiguredDestination {
    /// - Throws: 78 for a wrong configuration, 66 where it has no such destination.
    static func named(_ name: String, in directory: String?) throws -> Destination {
        let destinations = try Configured.load(directory).destinations
        if let found = destinations.first(where: { $0.name == name }) { return found }
        let names = destinations.map(\.name)
        let help = nearestWord(to: name, among: names).map { "did you mean “\($0)”?" } ?? "there is \(names.joined(separator: ", "))"
        ThisProcess.writeError("soc2d: no destination is called “\(Subject.escaping(name.utf8))”; \(help)\n")
        throw ExitCode(ExitStatus.noInput)
    }
}
