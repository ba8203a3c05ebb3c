import Controls
import ProbeKit

extension BackupFreshnessProbe {
    /// backup-freshness.restore-test: a restore was tried, compared, and came out right.
    func judgeRestoreTest(_ evidence: BackupFreshness, into results: inout Results) {
        SetCheck(check: Self.restoreTest, settings: settings, evidence: evidence).judge(
            into: &results, off: { $0.restoreEvery.place },
            promise: { set in
                set.restoreEvery.value.map { every in
                    SetCheck.Promise(
                        "a restore that was compared and came out right, at most \(every) old", [set.restoreEvery.place],
                        usual: "RestoreEvery=\(every)")
                }
            },
            finding: { set, seen in
                ProofRecord(read: seen.restore, span: set.restoreEvery.value ?? .days(90), set: set, now: evidence.now).finding(
                    absent: "restore test"
                ) { record in RestoreProof(record: record, set: set, seen: seen, now: evidence.now).finding }
            })
    }
}

/// What the record of a restore proves.
struct RestoreProof {
    let record: RestoreTest
    let set: BackupSet
    let seen: ObservedSet
    /// Seconds since 1970.
    let now: Int64

    var finding: Finding {
        if let code = record.exitCode, code != 0 { return Finding(.fail(.untrusted), "\(what) ended with status \(code)") }
        guard let comparison = record.comparison, comparison.compared > 0, comparison.bytes > 0 else {
            return Finding(.fail(.recordMissing), "\(what) compared nothing, so it tested nothing")
        }
        let text =
            "\(what), \(counted(Int64(comparison.compared), "file")) and \(counted(comparison.bytes, "byte")) compared with \(comparison.against), by \(record.author)"
        guard comparison.different == 0, comparison.missing == 0 else {
            return Finding(.fail(.changed), "\(text): \(comparison.different) differ, \(comparison.missing) are missing")
        }
        return doubt ?? Finding(.pass, "\(text): all equal", notes: remembered)
    }

    private var what: String {
        let seconds = max(0, CalendarText.seconds(from: record.start, to: record.finish))
        return "\(record.from) restored to \(record.target) in \(TimeSpan.seconds(min(seconds, 1 << 30)))"
    }

    private var isListed: Bool { !seen.listing.found.isEmpty }

    /// Nobody has seen the point that the record names.
    private var doubt: Finding? {
        guard !isListed, record.fromFinish == nil else { return nil }
        if let obstacle = ListingState(set, seen, at: now).gap {
            var found = obstacle
            found.observed = "\(what), a point that was not seen: \(obstacle.observed)"
            return found
        }
        guard seen.listing.keepsPoints else {
            return Finding(.inconclusive(.notObservable), "\(what), a point that \(set.adapter.rawValue) does not list")
        }
        return Finding(.inconclusive(.sourceConflict), "\(what), a point that the listing does not have")
    }

    /// A point that was seen when the record was made, and that retention has taken since.
    private var remembered: [Note] {
        var notes: [Note] = []
        if record.exitCode == nil { notes.append(Note(.attention, "restored by hand, as \(record.author) says")) }
        guard !isListed, let time = record.fromFinish else { return notes }
        let isKnown = seen.listing.gap == nil && seen.listing.keepsPoints
        let now = isKnown ? "is no longer listed" : "cannot be looked up now"
        return notes + [Note(.attention, "\(record.from) of \(CalendarText.moment(time)) \(now); the record says that it was listed")]
    }
}
