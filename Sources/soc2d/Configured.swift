import ArgumentParser
import Controls
import LinuxHost

/// The configuration for commands that cannot work without one.
enum Configured {
    private static let mostShown = 25

    /// Prints every problem with its file and line, and ends with status 78 if there is one.
    static func load(_ directory: String?) throws -> Configuration {
        do { return try ConfigurationDirectories.load(directory) } catch {
            for problem in error.all.prefix(mostShown) { ThisProcess.writeError("\(problem)\n") }
            if error.all.count > mostShown { ThisProcess.writeError("… and \(error.all.count - mostShown) more\n") }
            let count = error.all.count == 1 ? "1 problem" : "\(error.all.count) problems"
            ThisProcess.writeError("soc2d: \(count) in the configuration; nothing was run\n")
            throw ExitCode(ExitStatus.configuration)
        }
    }
}
