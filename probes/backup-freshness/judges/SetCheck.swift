import Controls
import ProbeKit

/// A check over the declared backup sets: one result each.
struct SetCheck {
    let check: CheckID
    let settings: BackupFreshnessSettings
    let evidence: BackupFreshness

    /// What was promised about one set.
    struct Promise {
        let required: String
        let setting: DecidingSetting

        init(_ required: String, _ places: [Place?], usual: String) {
            self.required = required
            setting = DecidingSetting(places, usual: usual)
        }
    }

    /// - Parameters:
    ///   - promise: nil where the entity has promised nothing about the set: `Retention=off` and the like, which `off` names.
    ///   - finding: what the set shows.
    func judge(
        into results: inout Results, off: (BackupSet) -> Place?, promise: (BackupSet) -> Promise?,
        finding: (BackupSet, ObservedSet) -> Finding
    ) {
        guard results.wants(check) else { return }
        guard !settings.sets.isEmpty else { return results.add(undeclared) }
        for set in settings.sets {
            guard let promise = promise(set) else {
                results.add(Self.policyOff(check, set, off(set)))
                continue
            }
            let seen = evidence.sets.first { $0.name == set.name }
            let found = seen.map { finding(set, $0) } ?? Finding(.inconclusive(.internalError), "nothing was kept about this set")
            results.add(
                CheckResult(
                    check, subject: set.name, found.verdict, required: promise.required, observed: found.observed,
                    sources: found.sources + promise.setting.sources
                        + [set.place.map { Source($0.file, line: $0.line) }].compactMap(\.self),
                    notes: found.notes + promise.setting.notes))
        }
    }

    private static func policyOff(_ check: CheckID, _ set: BackupSet, _ place: Place?) -> CheckResult {
        CheckResult(
            check, subject: set.name, .notApplicable(.policyOff), observed: "off for this set",
            sources: place.map { [Source($0.file, line: $0.line)] } ?? [])
    }

    /// Nobody says what is backed up: that is known of a host on which nothing needs a backup, and of no other.
    private var undeclared: CheckResult {
        let notes = evidence.jobNotes
        if let reason = settings.noBackupRequired {
            let source = reason.place.map { [Source($0.file, line: $0.line)] } ?? []
            let text = "no backup is required: \(Subject.escaping(reason.value.utf8))"
            return CheckResult(check, subject: "host", .notApplicable(.declaredOutOfScope), observed: text, sources: source, notes: notes)
        }
        return CheckResult(
            check, subject: "source:backup-sets", .inconclusive(.notConfigured), required: "a [BackupSet] for everything that is backed up",
            observed: "no [BackupSet] is declared (`soc2d probes --document backup-freshness` shows how); where nothing needs a backup, "
                + "NoBackupRequired= says why", notes: notes)
    }
}

extension BackupFreshness {
    /// The jobs for which no set stands.
    var jobNotes: [Note] {
        let found = jobs.map { job in
            Note(.attention, "\(job.path)\(job.line.map { ":\($0)" } ?? "") starts \(job.tool), and no [BackupSet] stands for it")
        }
        return found + jobGaps.map { Note(.attention, "jobs may stand in \($0.path), which was not read: \($0.text)") }
    }
}
