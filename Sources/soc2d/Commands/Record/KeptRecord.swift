import ArgumentParser
import LinuxHost
import ProbeKit
import Probes

/// The file that a record is kept in.
struct KeptRecord {
    private let file: RecordFile
    let path: HostPath

    /// Makes sure that it can be written, before anything is run; the directory of soc2d's own records is made if need be.
    init(_ path: HostPath) throws {
        self.path = path
        file = RecordFile(path)
        do throws(RecordFailure) {
            try file.probe(makingDirectory: path.parent == RecordedSet.directory)
        } catch {
            ThisProcess.writeError("soc2d: \(error); nothing was run\n")
            throw ExitCode(ExitStatus.cannotCreate)
        }
    }

    /// Writes the record, and ends with the status of the job if that is not 0.
    func keep(_ record: [UInt8], endingWith status: Int32) throws {
        do throws(RecordFailure) { try file.replace(with: record) } catch {
            ThisProcess.writeError("soc2d: \(error)\n")
            throw ExitCode(status == 0 ? ExitStatus.cannotCreate : status)
        }
        guard status == 0 else { throw ExitCode(status) }
    }
}
