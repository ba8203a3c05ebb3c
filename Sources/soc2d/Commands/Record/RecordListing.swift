import ArgumentParser
import LinuxHost
import ProbeKit
import Probes

/// Runs what lists the points of a repository, and keeps what it says.
struct RecordListing: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listing", abstract: "Keep the JSON listing of a backup tool in the file that the set's Source= names.",
        discussion: """
            The file is replaced only by a whole listing: COMMAND has to end with 0 and to say the JSON of the tool, 64 MiB at most; \
            what it leaves behind in the background is not listened to. Beside it, SOURCE.status says how the last attempt went. \
            65: what COMMAND said is no listing.

            \(RecordCommand.statuses)
            """)

    @OptionGroup var set: SetArguments
    @OptionGroup var job: JobArguments

    private static let limit = 64 << 20

    func run() throws {
        let declared = try set.declared()
        guard let path = declared.listing else {
            throw ValidationError(
                "the set “\(declared.name)” takes no listing: its Adapter=\(declared.adapter) and Source= name no file for one")
        }
        let listing = try KeptRecord(path)
        let attempt = try KeptRecord(HostPath(path.bytes + ".status".utf8))
        let finished = job.run(keepingOutput: Self.limit)
        var status = finished.status
        if status == 0 || finished.outcome.saidTooMuch, let problem = Self.problem(with: finished.outcome, for: declared) {
            ThisProcess.writeError("soc2d: \(path.escaped) stays as it is: what the command said is no listing: \(problem)\n")
            if status == 0 { status = ExitStatus.data }
        }
        if status == 0 { try listing.keep(finished.outcome.output, endingWith: 0) }
        try attempt.keep(declared.listingStatus(finish: finished.finish, exitCode: status), endingWith: status)
    }

    private static func problem(with outcome: ForegroundCommand.Outcome, for declared: RecordedSet) -> String? {
        outcome.saidTooMuch ? "more than \(limit >> 20) MiB" : declared.problem(withListing: outcome.output)
    }
}
