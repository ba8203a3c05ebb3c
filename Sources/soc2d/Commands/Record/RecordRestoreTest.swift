import ArgumentParser
import Controls
import LinuxHost
import ProbeKit
import Probes

/// Restores, compares, and keeps what that came to.
struct RecordRestoreTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore-test", abstract: "Restore a point to a scratch directory, compare every file, and keep the result.",
        discussion: """
            COMMAND restores to a directory that is empty or not there; without it, what is below the directory already is compared. A \
            restore that is not compared proves nothing, so one of --checksums and --against is needed. 1: files are different or \
            missing. 65: the listing of the set has no such point, the directory is not empty or belongs to the data, or there was \
            nothing to compare; nothing is kept then.

            \(RecordCommand.statuses)
            """)

    @OptionGroup var set: SetArguments

    @Option(help: ArgumentHelp("The restore point, as the tool lists it.", valueName: "point"))
    var from: String

    @Option(help: ArgumentHelp("The directory that it is restored to.", valueName: "dir"))
    var to: String

    @Option(help: ArgumentHelp("Compare with these checksums of sha256sum(1), whose paths start below the directory.", valueName: "file"))
    var checksums: String?

    @Option(help: ArgumentHelp("Compare with the files below another directory.", valueName: "dir"))
    var against: String?

    @Option(help: ArgumentHelp("Who had it done; the user who logged in if nobody is named.", valueName: "name"))
    var author: String?

    @Argument(parsing: .postTerminator, help: ArgumentHelp("What restores, with its arguments; behind --.", valueName: "command"))
    var command: [String] = []

    func validate() throws {
        guard (checksums == nil) != (against == nil) else {
            throw ValidationError(
                "say either --checksums FILE or --against DIR: a restore that is compared with nothing proves nothing")
        }
        guard !from.isEmpty, !to.isEmpty, checksums != "", against != "" else { throw ValidationError("a value is empty") }
    }

    func run() throws {
        let declared = try set.declared()
        let reference = try Reference(checksums: checksums, against: against, restored: Self.absolute(to))
        let record = try KeptRecord(declared.restoreTest)
        var test = RestoreTest()
        test.set = declared.name
        test.source = declared.source
        test.target = Self.absolute(to).escaped
        test.author = Author.name(author)
        (test.from, test.fromFinish) = try point(of: declared)
        try beginApart(from: declared)
        let host = try LiveHost.current(dialer: NobodyToAsk())
        let mounts = try looking { () throws(ReadFailure) in try MountsBefore(on: host) }
        let status = restore(&test)
        guard status == 0 else { return try record.keep(test.json, endingWith: status) }
        ForegroundCommand.letGo()
        try stayApart(from: declared)
        let target = Self.absolute(to)
        if let mount = try looking({ () throws(ReadFailure) in try mounts.repeated(below: target, on: host) }) {
            throw refusal("\(mount.escaped) shows again what was mounted before, which is no restore; copy it, or restore it")
        }
        let comparison = try compare(with: reference)
        test.comparison = RestoreTest.Comparison(comparison, against: reference.name)
        test.finish = LiveHost.now.seconds
        test.start = min(test.start, test.finish)
        report(comparison, against: reference.name)
        try record.keep(test.json, endingWith: comparison.different + comparison.missing == 0 ? 0 : ExitStatus.fails)
    }

    /// The point in the set's own listing.
    private func point(of declared: RecordedSet) throws -> (id: String, finish: Int64?) {
        let host = try LiveHost.current(dialer: NobodyToAsk())
        switch declared.search(for: from, on: host) {
        case .found(let id, let finish):
            guard finish <= LiveHost.now.seconds else {
                throw refusal("the clock of this host is behind: “\(shown)” was complete at \(Moment(seconds: finish).rfc3339)")
            }
            return (id, finish)
        case .absent: throw refusal("the listing of “\(declared.name)” has no point “\(shown)”; name one as the tool lists it")
        case .ambiguous: throw refusal("several points of “\(declared.name)” begin with “\(shown)”; name one in full")
        case .unknown(let why):
            ThisProcess.writeError("soc2d: whether “\(shown)” is a point of “\(declared.name)” is not known: \(why)\n")
            return (shown, nil)
        }
    }

    /// Makes sure that whatever is found afterwards was restored.
    private func beginApart(from declared: RecordedSet) throws {
        try stayApart(from: declared)
        guard !command.isEmpty, try !looking({ () throws(ReadFailure) in try RestoreTarget(Self.absolute(to)).isEmpty() }) else { return }
        throw refusal(
            "\(Self.absolute(to).escaped) is not empty, so what is in it may be left from before; empty it or name a new directory, "
                + "such as --to \(Self.absolute(to).appending("new").escaped); nothing was run")
    }

    private func stayApart(from declared: RecordedSet) throws {
        for data in declared.data where try looking({ () throws(ReadFailure) in try RestoreTarget(Self.absolute(to)).meets(data) }) {
            throw refusal(
                "\(Self.absolute(to).escaped) is, holds or lies in \(data.escaped), which “\(declared.name)” is about; "
                    + "name a scratch directory elsewhere")
        }
    }

    private func looking<Seen>(_ look: () throws(ReadFailure) -> Seen) throws -> Seen {
        do throws(ReadFailure) { return try look() } catch {
            throw refusal("--to \(error.path.escaped): \(error.text)")
        }
    }

    private var shown: String { Subject.escaping(from.utf8) }

    /// Runs the command, if there is one: its exit status, or 0.
    private func restore(_ test: inout RestoreTest) -> Int32 {
        guard !command.isEmpty else {
            test.start = LiveHost.now.seconds
            return 0
        }
        let finished = FinishedJob(running: command)
        test.start = finished.start
        test.finish = finished.finish
        test.exitCode = Int64(finished.status)
        return finished.status
    }

    private func compare(with reference: Reference) throws -> FileComparison {
        do throws(ReadFailure) {
            let comparison = try reference.comparison(of: Self.absolute(to))
            if comparison.bytes > 0 || comparison.different + comparison.missing > 0 { return comparison }
        } catch {
            throw refusal("the comparison came to nothing: \(error.path.escaped): \(error.text)")
        }
        throw refusal("\(reference.name) names no file with anything in it, so there was nothing to compare")
    }

    private func report(_ comparison: FileComparison, against name: String) {
        for line in comparison.first { ThisProcess.writeError("soc2d: \(line)\n") }
        let unnamed = comparison.different + comparison.missing - comparison.first.count
        if unnamed > 0 { ThisProcess.writeError("soc2d: … and \(unnamed) more\n") }
        ThisProcess.writeError(
            "soc2d: compared \(comparison.compared) files with \(name): \(comparison.different) different, \(comparison.missing) missing\n")
    }

    private func refusal(_ text: String) -> ExitCode {
        ThisProcess.writeError("soc2d: \(text); nothing is kept\n")
        return ExitCode(ExitStatus.data)
    }

    static func absolute(_ path: String) -> HostPath {
        HostPath(path.hasPrefix("/") ? path : "\(ThisProcess.workingDirectory)/\(path)")
    }
}

/// For a look that contacts nobody.
struct NobodyToAsk: Dialer {
    func answers(to questions: [CourierQuestion]) throws(ProbeFailure) -> [CourierAnswer] {
        throw ProbeFailure(.notConfigured, "a record is made without connections")
    }
}

extension RestoreTest.Comparison {
    fileprivate init(_ comparison: FileComparison, against: String) {
        self.init()
        self.against = against
        bytes = comparison.bytes
        compared = comparison.compared
        different = comparison.different
        missing = comparison.missing
    }
}
