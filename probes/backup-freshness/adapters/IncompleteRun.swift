import Controls
import ProbeKit

/// The last run of a job that did not end well. Its tool lists what that run left like a complete backup: restic after exit status 3,
/// borg after warnings.
struct IncompleteRun: Sendable {
    private let status: BackupStatus

    /// Nil where the set names no status file, and where the run ended well.
    init?(of set: BackupSet, on host: Host) {
        guard let path = set.statusFile else { return nil }
        guard let status = RecordFiles.read(BackupStatus.self, at: path, of: set, on: host).record else { return nil }
        self.init(status)
    }

    init?(_ status: BackupStatus) {
        if status.result == .success { return nil }
        self.status = status
    }

    /// Why a point does not count: the status names it, or it was begun between the last complete backup and the end of the run.
    /// - Parameter begun: seconds since 1970.
    func deficit(of id: String, begun: Int64) -> String? {
        let isNamed = status.id.map { $0 == id || RestorePoint.abbreviates($0, id) } ?? false
        // Times are whole seconds: what was begun in the second in which the last complete backup ended is that backup.
        let isOfRun = (status.start.map { $0 <= begun } ?? false) || (status.lastComplete.map { $0.finish < begun } ?? false)
        guard isNamed || (isOfRun && begun <= status.finish) else { return nil }
        return "left by a run that ended as \(status.result.rawValue), with exit status \(status.exitCode)"
    }
}
