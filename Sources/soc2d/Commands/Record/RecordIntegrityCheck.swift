import ArgumentParser
import Controls
import LinuxHost
import Probes

/// Runs a tool's own verification and keeps what it came to.
struct RecordIntegrityCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "integrity-check", abstract: "Run a backup tool's own verification and keep what it came to.",
        discussion: RecordCommand.statuses)

    @OptionGroup var set: SetArguments

    @Option(help: "How much COMMAND reads back: data for the contents, metadata for indexes and structure only.")
    var scope: IntegrityCheck.Scope?

    @Option(help: ArgumentHelp("Who had it done; the user who logged in if nobody is named.", valueName: "name"))
    var author: String?

    @OptionGroup var job: JobArguments

    func run() throws {
        let declared = try set.declared()
        let record = try KeptRecord(declared.integrityCheck)
        let finished = job.run()
        var check = IntegrityCheck()
        check.set = declared.name
        check.source = declared.source
        check.start = finished.start
        check.finish = finished.finish
        check.exitCode = Int64(finished.status)
        check.scope = scope
        check.author = Author.name(author)
        try record.keep(check.json, endingWith: finished.status)
    }
}

extension IntegrityCheck.Scope: ExpressibleByArgument {}
