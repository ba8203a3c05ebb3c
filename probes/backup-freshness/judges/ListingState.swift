import Controls
import ProbeKit

/// What a listing allows to be said, before anything is said about its points.
struct ListingState {
    let set: BackupSet
    let listing: BackupListing
    /// Seconds since 1970.
    let now: Int64

    init(_ set: BackupSet, _ seen: ObservedSet, at now: Int64) {
        self.set = set
        listing = seen.listing
        self.now = now
    }

    /// Where the points were listed.
    var sources: [Source] { [Source(listing.source)] }

    /// Why nothing was listed, or not in a way that counts.
    var gap: Finding? { misdated ?? listing.gap.map { found(.inconclusive($0.reason), $0.text, at: $0) } }

    /// A listing of tomorrow would be young for ever, whatever fails since.
    var misdated: Finding? {
        guard let time = listing.listed, CalendarText.seconds(from: now, to: time) > set.clockSkew.value.seconds else { return nil }
        let text = "the listing is of \(CalendarText.moment(time)), and now it is \(CalendarText.moment(now))"
        return found(.inconclusive(.clockInvalid), text)
    }

    /// Why what was listed once no longer counts: the last attempt failed, and the listing is not young enough to stand in for it.
    var lapsed: Finding? {
        guard let attempt = listing.attempt, !isWithinGrace else { return nil }
        let text = listed.map { "\(attempt.text); the last complete listing is of \($0)" } ?? "\(attempt.text); there is no earlier listing"
        return found(.inconclusive(attempt.reason), text, at: attempt)
    }

    /// The note that an earlier listing stands in for the last attempt.
    var standIn: [Note] {
        guard let attempt = listing.attempt, let listed else { return [] }
        return [Note(.attention, "\(attempt.text); judged by the listing of \(listed)")]
    }

    /// Why the listing is too old to tell what is kept now.
    var outdated: Finding? {
        guard let time = listing.listed else { return nil }
        let limit = set.maximumAge.value.seconds + set.listingGrace.value.seconds
        guard CalendarText.seconds(from: time, to: now) > limit else { return nil }
        let age = CalendarText.span(CalendarText.seconds(from: time, to: now))
        return found(.inconclusive(.staleSource), "the listing is \(age) old: what is kept now is not known")
    }

    /// A finding about the listing.
    func found(_ verdict: Verdict, _ text: String, notes: [Note] = [], at unread: Unread? = nil) -> Finding {
        var finding = Finding(verdict, text, notes: notes)
        finding.sources = unread.map { [Source($0.path, line: $0.line)] } ?? sources
        return finding
    }

    private var isWithinGrace: Bool {
        guard let time = listing.listed else { return false }
        return CalendarText.seconds(from: time, to: now) <= set.listingGrace.value.seconds
    }

    private var listed: String? { listing.listed.map(CalendarText.moment) }
}
