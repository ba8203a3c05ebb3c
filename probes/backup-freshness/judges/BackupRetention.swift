import Controls
import ProbeKit

extension BackupFreshnessProbe {
    /// backup-freshness.retention: complete restore points reach back over the promised window.
    func judgeRetention(_ evidence: BackupFreshness, into results: inout Results) {
        SetCheck(check: Self.retention, settings: settings, evidence: evidence).judge(
            into: &results, off: { $0.retention.place },
            promise: { set in
                set.retention.value.map { window in
                    SetCheck.Promise(
                        "at least \(set.minimumPoints.value) complete restore points, back over \(window)",
                        [set.retention.place, set.minimumPoints.place],
                        usual: "Retention=\(window), MinimumPoints=\(set.minimumPoints.value)")
                }
            },
            finding: { set, seen in BackupRetention(set: set, seen: seen, now: evidence.now).finding })
    }
}

/// How far back the restore points of a set reach.
struct BackupRetention {
    let set: BackupSet
    let seen: ObservedSet
    /// Seconds since 1970.
    let now: Int64

    var finding: Finding {
        let state = ListingState(set, seen, at: now)
        if let obstacle = state.gap ?? state.lapsed ?? state.outdated { return obstacle }
        guard seen.listing.keepsPoints else {
            return state.found(.inconclusive(.notObservable), "\(set.adapter.rawValue) tells of one backup, not of those that are kept")
        }
        guard let oldest = seen.listing.oldest, let window = set.retention.value else {
            return state.found(.fail(.missing), "no complete restore point is there")
        }
        // Points come one MaximumAge after the other, and the oldest goes when it is a window old.
        let reach = max(0, window.seconds - set.maximumAge.value.seconds)
        let since = "\(counted(Int64(seen.listing.count), "complete point")), the oldest of \(CalendarText.moment(oldest.finish))"
        if CalendarText.seconds(from: oldest.finish, to: now) >= reach {
            let isEnough = seen.listing.count >= set.minimumPoints.value
            return state.found(isEnough ? .pass : .fail(.belowMinimum), since, notes: state.standIn)
        }
        // A series that has begun lately is young whatever older ones have seen.
        if seen.listing.series == nil, let first = seen.firstSeen, CalendarText.seconds(from: first, to: now) >= reach {
            return state.found(.fail(.belowMinimum), "\(since); there were points of \(CalendarText.moment(first)), and they are gone")
        }
        let full = CalendarText.moment(oldest.finish + reach)
        return state.found(.inconclusive(.insufficientHistory), "\(since): younger than the window, which is full on \(full)")
    }
}
