import ArgumentParser
import Controls
import LinuxHost
import ProbeKit
import Probes

/// The set that a record is about.
struct SetArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The Name= of a [BackupSet].", valueName: "name"))
    var set: String

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    /// Looks the set up in the configuration. What is wrong elsewhere costs no backup: it is said, and the job is run all the same.
    func declared() throws -> RecordedSet {
        let (configuration, problems) = try read()
        let sets = RecordedSet.all(in: configuration)
        if let found = sets.first(where: { $0.name == set }) {
            guard found.problems.isEmpty else { throw Configured.refusal(found.problems) }
            guard !problems.isEmpty else { return found }
            let text = "\(Configured.counted(problems)) elsewhere in the configuration, which `soc2d config check` names; this goes on"
            ThisProcess.writeError("soc2d: \(text)\n")
            return found
        }
        guard problems.isEmpty else { throw Configured.refusal(problems) }
        let directory = "\(config ?? ConfigurationDirectories.administrator)/controls.d/backup-freshness.control.d"
        guard !sets.isEmpty else { throw ValidationError("no [BackupSet] is declared; write one in \(directory)/NAME.conf") }
        let near = nearestWord(to: set, among: sets.map(\.name)).map { "; did you mean “\($0)”?" } ?? "."
        let names = sets.map(\.name).joined(separator: ", ")
        throw ValidationError("no backup set is called “\(Subject.escaping(set.utf8))”\(near) The sets are: \(names)")
    }

    private func read() throws -> (configuration: Configuration, problems: [ConfigurationProblem]) {
        do { return try ConfigurationDirectories.read(config) } catch { throw Configured.refusal(error.all) }
    }
}

/// What is run, and how that went.
struct JobArguments: ParsableArguments {
    @Argument(parsing: .postTerminator, help: ArgumentHelp("What to run, with its arguments; behind --.", valueName: "command"))
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else { throw ValidationError("say what to run behind --, such as `-- /usr/local/sbin/backup-web`") }
    }

    func run(keepingOutput limit: Int? = nil) -> FinishedJob { FinishedJob(running: command, keepingOutput: limit) }
}

/// A command that has ended.
struct FinishedJob {
    /// Seconds since 1970.
    let start: Int64
    let finish: Int64
    let outcome: ForegroundCommand.Outcome

    /// Runs a command to its end, and says why if it cannot be run.
    init(running command: [String], keepingOutput limit: Int? = nil) {
        let started = LiveHost.now.seconds
        outcome = ForegroundCommand(arguments: command).run(keepingOutput: limit)
        finish = LiveHost.now.seconds
        // A clock that was set back meanwhile.
        start = min(started, finish)
        if let refusal = outcome.refusal {
            ThisProcess.writeError("soc2d: “\(Subject.escaping((command.first ?? "").utf8))” cannot be run: \(refusal)\n")
        }
    }

    var status: Int32 { outcome.status }
}
