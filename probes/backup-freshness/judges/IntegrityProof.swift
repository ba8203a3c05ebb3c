import Controls
import ProbeKit

extension BackupFreshnessProbe {
    /// backup-freshness.integrity-check: the tool has read its own points back, and found them sound.
    func judgeIntegrityCheck(_ evidence: BackupFreshness, into results: inout Results) {
        SetCheck(check: Self.integrityCheck, settings: settings, evidence: evidence).judge(
            into: &results, off: { $0.integrityEvery.place },
            promise: { set in
                set.integrityEvery.value.map { every in
                    SetCheck.Promise(
                        "a verification that ended with 0, at most \(every) old", [set.integrityEvery.place],
                        usual: "IntegrityEvery=\(every)")
                }
            },
            finding: { set, seen in
                ProofRecord(read: seen.integrity, span: set.integrityEvery.value ?? .days(7), set: set, now: evidence.now).finding(
                    absent: "verification", contents: Self.soundness)
            })
    }

    private static func soundness(_ record: IntegrityCheck) -> Finding {
        guard record.exitCode == 0 else { return Finding(.fail(.untrusted), "it ended with status \(record.exitCode)") }
        switch record.scope {
        case .data: return Finding(.pass, "it ended with 0, and read the contents")
        case .metadata:
            return Finding(.pass, "it ended with 0, and read metadata only", notes: [Note(.attention, "the contents were not read back")])
        case nil:
            return Finding(.pass, "it ended with 0", notes: [Note(.attention, "the record does not say whether contents were read back")])
        }
    }
}
