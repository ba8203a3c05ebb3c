import Controls
import ProbeKit

extension BackupFreshnessProbe {
    /// backup-freshness.age: the newest complete backup is younger than promised, and neither empty nor collapsed.
    func judgeAge(_ evidence: BackupFreshness, into results: inout Results) {
        SetCheck(check: Self.age, settings: settings, evidence: evidence).judge(
            into: &results, off: { _ in nil },
            promise: { set in
                let size = set.minimumSize.place == nil ? "" : ", of at least \(counted(set.minimumSize.value.bytes, "byte"))"
                return SetCheck.Promise(
                    "a complete backup, at most \(set.maximumAge.value) old\(size)",
                    [set.maximumAge.place, set.minimumSize.place], usual: "MaximumAge=\(set.maximumAge.value)")
            },
            finding: { set, seen in
                var finding = BackupAge(set: set, seen: seen, now: evidence.now, before: evidence.before).finding
                if set.name == settings.sets.first?.name { finding.notes += evidence.jobNotes }
                return finding
            })
    }
}

/// How old the newest complete backup of a set is.
struct BackupAge {
    let set: BackupSet
    let seen: ObservedSet
    /// Seconds since 1970.
    let now: Int64
    /// The time of the look before.
    let before: Int64?

    private var state: ListingState { ListingState(set, seen, at: now) }
    private var listing: BackupListing { seen.listing }

    /// A listing with gaps, or one that stands in for an attempt that failed, can show that there is a fresh backup, but not that there is
    /// none.
    var finding: Finding {
        if let stepped { return stepped }
        let found = newest
        var open = found.verdict.outcome == .pass ? conflict ?? state.lapsed ?? unsaid : state.gap ?? lapsed
        open?.notes += notes
        guard open == nil, found.verdict.outcome == .pass else { return open ?? found }
        var passing = found
        let partial = listing.gap.map { [Note(.attention, "not everything was listed: \($0.text)")] } ?? []
        passing.notes = state.standIn + partial + found.notes
        return passing
    }

    /// A listing of which a part could not be read shows what the rest holds; one that contradicts itself, or that anybody may write, shows
    /// nothing.
    private var conflict: Finding? {
        switch listing.gap?.reason {
        case nil, .unreadable, .permissionDenied: state.misdated ?? sizeless
        default: state.gap
        }
    }

    /// A size was asked for, and nobody tells one.
    private var sizeless: Finding? {
        guard set.minimumSize.place != nil, let point = listing.newest, point.bytes == nil else { return nil }
        return state.found(
            .inconclusive(.notObservable), "\(point.id) has no size that \(set.adapter.rawValue) tells, and MinimumSize= asks for one")
    }

    /// Whatever the earlier listing shows, something else may be there since.
    private var lapsed: Finding? {
        guard let attempt = listing.attempt else { return nil }
        return state.lapsed
            ?? state.found(.inconclusive(attempt.reason), "\(attempt.text); by the listing before, \(newest.observed)", at: attempt)
    }

    /// The set names a status file, since the listing does not tell complete points from others, and it does not say.
    private var unsaid: Finding? {
        guard set.adapter != .statusFile, let status = seen.status, status.record == nil else { return nil }
        let gap = status.gap ?? Unread(status.path, .unreadable, "StatusFile= is not there: nobody says how the last run ended")
        return state.found(.inconclusive(gap.reason), gap.text, at: gap)
    }

    private var stepped: Finding? {
        guard let before, before > now, CalendarText.seconds(from: now, to: before) > set.clockSkew.value.seconds else { return nil }
        let text = "the clock of this host says \(CalendarText.moment(now)), and said \(CalendarText.moment(before)) at the look before"
        return Finding(.inconclusive(.clockInvalid), text)
    }

    private var newest: Finding {
        guard let point = listing.newest else { return state.found(.fail(.missing), nothing, notes: notes) }
        let time = CalendarText.moment(point.finish)
        let age = CalendarText.seconds(from: point.finish, to: now)
        guard -age <= set.clockSkew.value.seconds else {
            return state.found(.fail(.futureTime), "\(point.id) is of \(time), and now it is \(CalendarText.moment(now))", notes: notes)
        }
        if let listed = listing.listed, CalendarText.seconds(from: listed, to: point.finish) > set.clockSkew.value.seconds {
            let text = "\(point.id) is of \(time), later than the listing that names it, which is of \(CalendarText.moment(listed))"
            return state.found(.inconclusive(.sourceConflict), text, notes: notes)
        }
        if let small = shortfall(of: point) { return state.found(.fail(.belowMinimum), small, notes: notes) }
        let text =
            "\(point.id), complete \(time), \(CalendarText.span(max(0, age))) ago\(point.bytes.map { ", \(counted($0, "byte"))" } ?? "")"
        return state.found(age > set.maximumAge.value.seconds ? .fail(.stale) : .pass, text, notes: notes)
    }

    private var nothing: String {
        guard let deficit = listing.deficits.first else { return "no backup is there" }
        return "no complete backup is there: \(deficit.point.id) is not complete (\(deficit.why))"
    }

    /// What is wrong with the size of a backup.
    private func shortfall(of point: RestorePoint) -> String? {
        guard let bytes = point.bytes else { return nil }
        if bytes < set.minimumSize.value.bytes { return "\(point.id) has \(counted(bytes, "byte"))" }
        guard let earlier = listing.before, let size = earlier.bytes, size > 0, bytes < size - set.maximumShrink.value.of(size) else {
            return nil
        }
        return "\(point.id) has \(bytes) bytes, \(earlier.id) before it had \(size): it shrank by more than "
            + "\(set.maximumShrink.value.numerator)/\(set.maximumShrink.value.denominator)"
    }

    private var notes: [Note] {
        var texts: [String] = []
        if let other = seen.replaced {
            texts.append("the repository is another one than before: \(listing.repository ?? "") now, \(other) then")
        }
        if let run = seen.status?.record, run.result != .success {
            texts.append("the last run ended as \(run.result.rawValue), with status \(run.exitCode), at \(CalendarText.moment(run.finish))")
        }
        if listing.isRunning { texts.append("a backup is being made at this moment") }
        let newest = listing.newest?.finish ?? .min
        for deficit in listing.deficits where listing.newest != nil && deficit.point.finish >= newest {
            texts.append("\(deficit.point.id) of \(CalendarText.moment(deficit.point.finish)) is newer and not complete: \(deficit.why)")
        }
        return (texts + listing.remarks).map { Note(.attention, $0) }
    }
}
