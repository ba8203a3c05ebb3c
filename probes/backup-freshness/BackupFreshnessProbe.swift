import Controls
import ProbeKit

/// Looks at the restore points of the declared backup sets, and judges them against what was promised.
struct BackupFreshnessProbe: Probe {
    static let age: CheckID = "backup-freshness.age"
    static let retention: CheckID = "backup-freshness.retention"
    static let offsiteCopy: CheckID = "backup-freshness.offsite-copy"
    static let encryption: CheckID = "backup-freshness.encryption"
    static let integrityCheck: CheckID = "backup-freshness.integrity-check"
    static let restoreTest: CheckID = "backup-freshness.restore-test"

    let settings: BackupFreshnessSettings

    init(settings: inout Settings) { self.settings = BackupFreshnessSettings(&settings) }

    func observe(_ host: Host, after previous: BackupFreshness?) throws(ProbeFailure) -> BackupFreshness {
        var evidence = BackupFreshness()
        evidence.now = host.now.seconds
        evidence.before = previous?.now
        evidence.treeOnly = host.isFileTreeOnly
        let sets = settings.sets
        var looks = sets.map { set in
            let earlier = previous?.sets.first { $0.name == set.name }
            return { @Sendable in Seen.set(SetObservation(set: set, host: host, earlier: earlier).observed()) }
        }
        looks.append { Seen.jobs(JobSearch.undeclared(on: host, sets: sets)) }
        let seen = host.patience.results(of: looks, within: settings.patience)
        for (set, look) in zip(sets, seen) {
            if case .set(let observed)? = look {
                evidence.sets.append(observed)
            } else {
                evidence.sets.append(Self.unanswered(set, after: settings.patience))
            }
        }
        if case .jobs(let found)?? = seen.last {
            (evidence.jobs, evidence.jobGaps) = found
        } else {
            evidence.jobGaps = [Self.unsearched]
        }
        return evidence
    }

    /// What one of the looks that go on side by side came to.
    private enum Seen: Sendable {
        case set(ObservedSet)
        case jobs((jobs: [FoundJob], gaps: [Unread]))
    }

    private static func unanswered(_ set: BackupSet, after patience: TimeSpan) -> ObservedSet {
        var observed = ObservedSet()
        observed.name = set.name
        let text = "had not answered after \(patience): the mount below it (`timeout 5 stat -f PATH`) or the tool that is asked hangs"
        let gap = Unread(HostPath(set.source).escaped, .timeout, text)
        observed.listing = BackupListing(gap: gap)
        observed.integrity.gap = gap
        observed.restore.gap = gap
        return observed
    }

    private static let unsearched = Unread("units and crontabs", .timeout, "they had not answered in time")

    func judge(_ evidence: BackupFreshness, against baseline: Baseline<BackupFreshness>?, into results: inout Results) {
        judgeAge(evidence, into: &results)
        judgeRetention(evidence, into: &results)
        judgeOffsiteCopy(evidence, into: &results)
        judgeEncryption(evidence, into: &results)
        judgeIntegrityCheck(evidence, into: &results)
        judgeRestoreTest(evidence, into: &results)
        for set in evidence.sets {
            if let document = set.restore.document(.restoreTest) { results.rely(on: document) }
            if let document = set.integrity.document(.integrityCheck) { results.rely(on: document) }
        }
    }
}
