import Controls
import ProbeKit

/// The backup sets that the entity declares.
struct BackupFreshnessSettings: Sendable {
    let sets: [BackupSet]
    /// Why nothing on this host needs a backup.
    let noBackupRequired: Settings.Placed<String>?
    /// How long one execution may take.
    let deadline: TimeSpan

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
        self.sets = sets
        noBackupRequired = settings.entries("NoBackupRequired", expected: "the reason") { $0 }.last
        if let reason = noBackupRequired, !sets.isEmpty {
            settings.reject("NoBackupRequired", reason, expected: "no such line where a [BackupSet] is declared")
        }
        deadline = CommonSettings(&settings, usualDeadline: BackupFreshnessProbe.manifest.usualDeadline).deadline
    }
}
