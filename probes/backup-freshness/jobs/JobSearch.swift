import Controls
import ProbeKit

/// Looks for backup jobs in the places where a host keeps jobs: services that are enabled or that an enabled timer starts, crontab(5), and
/// the scripts that cron runs every hour, day, week and month.
///
/// A set stands for a job if it lists what the job's tool makes, or names its unit. A status file may be of any job; a pattern of dumps of
/// any tool without an adapter of its own.
enum JobSearch {
    private static let limit = 20
    private static let gapLimit = 10

    /// Jobs for which no set stands, and the places that could not be read.
    static func undeclared(on host: Host, sets: [BackupSet]) -> (jobs: [FoundJob], gaps: [Unread]) {
        var places = JobPlaces(host.files)
        places.readUnits()
        places.readCrontabs()
        places.readScripts()
        let jobs = places.jobs.filter { job, unit in !sets.contains { $0.standsFor(job, unit: unit) } }.map(\.job)
        let sorted = jobs.sorted { ($0.path, $0.line ?? 0, $0.tool) < ($1.path, $1.line ?? 0, $1.tool) }
        return (Array(sorted.prefix(limit)), Array(places.gaps.prefix(gapLimit)))
    }
}

extension BackupSet {
    /// Whether this set may be the one of a job.
    /// - Parameter unit: the service that starts it; nil for a job of cron.
    fileprivate func standsFor(_ job: FoundJob, unit: String?) -> Bool {
        guard let known = BackupProgram.adapter(of: job.tool) else { return true }
        if known == adapter { return true }
        switch adapter {
        case .unit: return unit == source || unit == source + ".service"
        case .file: return known == nil
        case .statusFile: return true
        case .restic, .borg, .pgbackrest, .barman, .zfs, .btrfs: return false
        }
    }
}
