import ArgumentParser
import Controls
import LinuxHost
import ProbeKit
import Probes

/// Runs a backup job and writes its status file.
struct RecordBackup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Run a backup job and write the status file of its set.",
        discussion: """
            restic's exit status 3 and the warnings of borg (1, and 100 to 127) count as an incomplete backup, every other status \
            than 0 as a failure. The newest complete backup before is carried over from the status before.

            \(RecordCommand.statuses)
            """)

    @OptionGroup var set: SetArguments

    @Option(help: ArgumentHelp("What the tool calls the new restore point.", valueName: "id"))
    var id: String?

    @Option(name: .customLong("size-of"), help: ArgumentHelp("Keep the size of this file, which the job writes.", valueName: "file"))
    var sizeOf: String?

    @Option(help: ArgumentHelp("Where the backup lies. User names and passwords in it are not kept.", valueName: "location"))
    var repository: String?

    @Option(help: ArgumentHelp("How the backup is encrypted, in the tool's word; none where it is not.", valueName: "mode"))
    var encryption: String?

    @OptionGroup var job: JobArguments

    func run() throws {
        let declared = try set.declared()
        guard let path = declared.status else {
            let suggested = RecordedSet.directory.appending(HostPath("\(declared.name).backup.json")).escaped
            let place = declared.place.map { " beside \($0)" } ?? ""
            ThisProcess.writeError("soc2d: the set “\(declared.name)” has no status file; add StatusFile=\(suggested)\(place)\n")
            throw ExitCode(ExitStatus.configuration)
        }
        let record = try KeptRecord(path)
        let finished = job.run()
        var status = BackupStatus()
        status.set = declared.name
        status.start = finished.start
        status.finish = finished.finish
        status.exitCode = Int64(finished.status)
        status.result = finished.outcome.refusal == nil ? declared.result(ofExit: finished.status) : .failure
        status.id = id.map { Subject.escaping($0.utf8) }
        status.repository = repository.map { Subject.escaping($0.utf8) }
        status.encryption = encryption.map { Subject.escaping($0.utf8) }
        status.bytes = size(by: finished, of: status.result, declared)
        status.lastComplete = before(declared)
        try record.keep(status.json, endingWith: finished.status)
    }

    /// The size of what the job has written. What is not there, or as it was before, was not written: 0 bytes.
    private func size(by job: FinishedJob, of result: BackupStatus.Result, _ declared: RecordedSet) -> Int64? {
        guard let sizeOf, result != .failure else { return nil }
        let path = HostPath(sizeOf.hasPrefix("/") ? sizeOf : "\(ThisProcess.workingDirectory)/\(sizeOf)")
        do throws(ReadFailure) {
            guard let status = try RootedTree(root: "/").status(of: path) else {
                ThisProcess.writeError("soc2d: \(path.escaped) is not there after the job; kept as 0 bytes\n")
                return 0
            }
            guard status.kind == .regular else { throw .notRegular(path, status.kind) }
            guard !declared.isUntouched(status, since: job.start) else {
                let time = Moment(seconds: status.changed.seconds).rfc3339
                ThisProcess.writeError("soc2d: the job did not write \(path.escaped), which is as it was at \(time); kept as 0 bytes\n")
                return 0
            }
            return status.size
        } catch {
            ThisProcess.writeError("soc2d: the size of \(path.escaped) is not known: \(error.text)\n")
            return nil
        }
    }

    /// The newest complete backup before this one. Read after the job, so that of two jobs at once the later one knows of the earlier.
    private func before(_ declared: RecordedSet) -> BackupStatus.LastComplete? {
        guard let host = try? LiveHost.tree(below: "/") else { return nil }
        let (point, gap) = declared.lastComplete(on: host)
        if let gap { ThisProcess.writeError("soc2d: nothing is carried over from \(gap.path): \(gap.text)\n") }
        return point
    }
}
