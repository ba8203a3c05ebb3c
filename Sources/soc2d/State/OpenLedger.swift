import ArgumentParser
import Controls
import Ledger
import LinuxHost
import Monitor
import ProbeKit

/// A ledger for commands: opened read-only, looked at in short snapshots.
struct OpenLedger {
    let path: HostPath
    let reader: LedgerReader

    /// - Parameter isNamed: whether somebody named the file itself, so that no monitor need have to do with it.
    init(_ path: HostPath, isNamed: Bool = false) throws {
        self.path = path
        do throws(LedgerFailure) { reader = try LedgerReader(path.text, hasher: Self.hasher()) } catch {
            throw Self.refusal(error, path, isNamed: isNamed)
        }
    }

    static func hasher() throws(LedgerFailure) -> TreeHasher {
        do throws(LibcryptoFailure) { return try TreeHasher() } catch { throw .unfit("libcrypto: \(error)") }
    }

    /// Everything that `body` reads is of one moment.
    func snapshot<Result>(_ body: (LedgerReader) throws(LedgerFailure) -> Result) throws -> Result {
        do throws(LedgerFailure) {
            return try reader.snapshot { () throws(LedgerFailure) in try body(reader) }
        } catch { throw Self.refusal(error, path) }
    }

    /// Prints why a ledger cannot be read, and the way out.
    static func refusal(_ failure: LedgerFailure, _ path: HostPath, isNamed: Bool = false) -> ExitCode {
        let (text, status) = explanation(failure, path, isNamed: isNamed)
        ThisProcess.writeError("soc2d: \(text)\n")
        return ExitCode(status)
    }

    private static func explanation(_ failure: LedgerFailure, _ path: HostPath, isNamed: Bool) -> (text: String, status: Int32) {
        guard case .database(let database) = failure else { return ("\(path): \(failure)", ExitStatus.inconclusive) }
        switch database.kind {
        case .missing where isNamed: return ("there is no file \(path)", ExitStatus.noInput)
        case .missing:
            let wayOut = "the monitor has not run yet; start it with `systemctl start soc2d`, or name its directory with --state"
            return ("there is no ledger at \(path): \(wayOut)", ExitStatus.noInput)
        case .denied: return ("\(database): run as root or with sudo", ExitStatus.noPermission)
        case .busy: return ("\(database): somebody else holds it; try again", ExitStatus.inconclusive)
        case .refused, .full, .readOnly, .inputOutput, .poisoned, .damaged, .newer, .other: return ("\(database)", ExitStatus.inconclusive)
        }
    }
}

extension HostPath {
    /// As an argument of ours: a path from the command line is UTF-8, since arguments are.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// What a command was given, from its working directory on.
    init(given text: String) { self.init(text.hasPrefix("/") ? text : "\(ThisProcess.workingDirectory)/\(text)") }
}
