import ArgumentParser
import Controls
import LinuxHost
import ProbeKit
import Probes

/// Prepares what somebody reviews.
struct RecordAccessReview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access-review", abstract: "Prepare a sheet with every account, grant and key, for somebody to review and sign.",
        discussion: """
            Each line begins with Undecided=, which the reviewer makes into Keep= or Revoke=. The sheet says itself how to go on and \
            how to sign. ReviewRecord= in the settings of account-drift names it from then on. What cannot be looked at is said, and \
            stands on the sheet as Gap=, with which a review does not pass.

            Exit status: 0 the sheet is written, 64 wrong usage, 71 the system refuses what soc2d needs, 73 the file is there \
            already, or cannot be written, 78 wrong configuration.
            """)

    @Option(help: ArgumentHelp("The file to write, which must not be there.", valueName: "file"))
    var sheet: String

    @Option(help: ArgumentHelp("Look at the files below a directory as if it were the root of a host.", valueName: "dir"))
    var root: String?

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    func validate() throws {
        guard !sheet.isEmpty, root != "" else { throw ValidationError("a value is empty") }
    }

    func run() throws {
        let configuration = try Configured.load(config)
        let path = RecordRestoreTest.absolute(sheet)
        try makeSureThatNothingIsThere(path)
        let prepared = try preparedSheet(configuration, path)
        for gap in prepared.gaps { ThisProcess.writeError("soc2d: not on the sheet: \(gap)\n") }
        do throws(RecordFailure) { try RecordFile(path).replace(with: prepared.bytes) } catch { throw refusal("\(error)") }
        ThisProcess.writeError("soc2d: \(path.escaped): \(prepared.subjects) subjects to decide on\n")
    }

    private func makeSureThatNothingIsThere(_ path: HostPath) throws {
        do throws(ReadFailure) {
            let files = try RootedTree(root: "/")
            guard try files.linkTarget(of: path) == nil, try files.status(of: path) == nil else {
                throw ReadFailure.failed(path, "there is something already, and it may be a review; name another file")
            }
        } catch { throw refusal("\(path.escaped): \(error.text)") }
    }

    private func preparedSheet(_ configuration: Configuration, _ path: HostPath) throws -> AccessReviewSheet {
        do {
            let host =
                try root.map { try LiveHost.tree(below: RecordRestoreTest.absolute($0)) } ?? LiveHost.current(dialer: NobodyToAsk())
            return try AccessReviewSheet(of: configuration, on: host, to: path)
        } catch let failure as ReadFailure {
            throw ValidationError("--root \(failure.path.escaped): \(failure.text)")
        } catch let failure as ProbeFailure {
            ThisProcess.writeError("soc2d: \(failure.text); nothing is written\n")
            throw ExitCode(ExitStatus.system)
        }
    }

    private func refusal(_ text: String) -> ExitCode {
        ThisProcess.writeError("soc2d: \(text); nothing is written\n")
        return ExitCode(ExitStatus.cannotCreate)
    }
}
