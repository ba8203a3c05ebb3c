import ArgumentParser
import Controls
import LinuxHost

/// The configuration for commands that cannot work without one.
enum Configured {
    private static let mostShown = 25

    /// Prints every problem with its file and line, and ends with status 78 if there is one.
    static func load(_ directory: String?) throws -> Configuration {
        do { return try ConfigurationDirectories.load(directory) } catch { throw refusal(error.all) }
    }

    /// Prints problems and says that nothing was run.
    static func refusal(_ problems: [ConfigurationProblem]) -> ExitCode {
        for problem in problems.prefix(mostShown) { ThisProcess.writeError("\(problem)\n") }
        if problems.count > mostShown { ThisProcess.writeError("… and \(problems.count - mostShown) more\n") }
        ThisProcess.writeError("soc2d: \(counted(problems)) in the configuration; nothing was run\n")
        return ExitCode(ExitStatus.configuration)
    }

    static func counted(_ problems: [ConfigurationProblem]) -> String {
        problems.count == 1 ? "1 problem" : "\(problems.count) problems"
    }
}
