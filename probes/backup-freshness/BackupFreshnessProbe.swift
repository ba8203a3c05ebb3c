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
        let looks = settings.sets.map { set in
            let earlier = previous?.sets.first { $0.name == set.name }
            return { @Sendable in SetObservation(set: set, host: host, earlier: earlier).observed() }
        }
        let search = [{ @Sendable [settings] in JobSearch.undeclared(on: host, sets: settings.sets) }]
        let patience = patience
        for (set, observed) in zip(settings.sets, host.patience.results(of: looks, within: patience)) {
            evidence.sets.append(observed ?? Self.unanswered(set, after: patience))
        }
        let (jobs, gaps) = host.patience.results(of: search, within: .seconds(5)).first.flatMap { $0 } ?? ([], [Self.unsearched])
        evidence.jobs = jobs
        evidence.jobGaps = gaps
        return evidence
    }

    /// Most of the deadline: what remains is for the jobs and for saying what was found.
    private var patience: TimeSpan { TimeSpan(nanoseconds: max(settings.deadline.nanoseconds / 4 * 3, 1_000_000_000)) }

    private static func unanswered(_ set: BackupSet, after patience: TimeSpan) -> ObservedSet {
        var observed = ObservedSet()
        observed.name = set.name
        let text = "had not answered after \(patience): a mount or a tool hangs; look with `timeout 5 stat -f PATH`"
        let gap = Unread(HostPath(set.source).escaped, .timeout, text)
        observed.listing = BackupListing(gap: gap)
        observed.integrity.gap = gap
        observed.restore.gap = gap
        return observed
    }

    private static let unsearched = Unread("jobs", .timeout, "the places of jobs had not answered in time")

    func judge(_ evidence: BackupFreshness, against baseline: Baseline<BackupFreshness>?, into results: inout Results) {
        judgeAge(evidence, into: &results)
        judgeRetention(evidence, into: &results)
        judgeOffsiteCopy(evidence, into: &results)
        judgeEncryption(evidence, into: &results)
        judgeIntegrityCheck(evidence, into: &results)
        judgeRestoreTest(evidence, into: &results)
    }
}
