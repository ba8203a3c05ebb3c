import Controls
import ProbeKit

/// The backup sets that the entity declares.
struct BackupFreshnessSettings: Sendable {
    let sets: [BackupSet]
    /// Why nothing on this host needs a backup.
    let noBackupRequired: Settings.Placed<String>?
    /// How long a set may take to answer: most of the deadline. What remains is for saying what was found.
    let patience: TimeSpan

    init(_ settings: inout Settings) {
        var sets: [BackupSet] = []
        var places: [String: Place] = [:]
        for (set, place) in settings.sections(
            "BackupSet", read: { settings, section in (BackupSet(&settings, in: section), section.place) })
        {
            guard let set else { continue }
            if let first = places[set.name] {
                settings.repeated("BackupSet", name: set.name, at: place, first: first)
            } else {
                places[set.name] = place
                sets.append(set)
            }
        }
        noBackupRequired = settings.entries("NoBackupRequired", expected: "the reason") { $0 }.last
        if let reason = noBackupRequired, !sets.isEmpty {
            settings.reject("NoBackupRequired", reason, expected: "no such line where a [BackupSet] is declared")
        }
        let deadline = CommonSettings(&settings, usualDeadline: BackupFreshnessProbe.manifest.usualDeadline).deadline
        let patience = TimeSpan(nanoseconds: max(deadline.nanoseconds / 4 * 3, 1_000_000_000))
        self.patience = patience
        self.sets = sets.map { set in
            var set = set
            // A tool is ended before its set is given up, so that none of its processes is left behind.
            set.toolDeadline = TimeSpan(nanoseconds: max(patience.nanoseconds / 10 * 9, 500_000_000))
            return set
        }
    }
}
