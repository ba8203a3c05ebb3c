/// Which silences lie over what people are told: a fold over its changes, as ``WaiversInForce`` is.
///
/// A clock that goes backwards ends no silence and brings none back: what has expired once stays so until somebody decides anew.
package struct SilencesInForce: Hashable, Sendable {
    private var inForce: [String: Silence] = [:]
    private var lapsed: [String: Silence] = [:]

    package init() {}

    /// In the order of their names.
    package var all: [Silence] { inForce.values.sorted { $0.id < $1.id } }

    /// Those that have expired and were not decided anew, in the order of their names.
    package var expired: [Silence] { lapsed.values.sorted { $0.id < $1.id } }

    /// The one that lies over a subject: of several the one that ends last.
    package func covering(_ subject: TestedSubject) -> Silence? {
        all.filter { $0.covers(subject) }.max { $0.expiry.end < $1.expiry.end }
    }

    /// What the files now say, against what was in force: endings first.
    package func changes(to silences: [Silence], at now: Moment) -> [SilenceChange] {
        let standing = silences.filter { stands($0, at: now) }
        let byID = Dictionary(standing.map { ($0.id, $0) }) { first, _ in first }
        let ended = all.filter { silence in byID[silence.id].map { !$0.decides(asMuchAs: silence) } ?? true }
        let began = standing.filter { silence in inForce[silence.id].map { !$0.decides(asMuchAs: silence) } ?? true }
        return ended.map { .ended($0, ending(of: $0, successor: byID[$0.id], at: now), now) } + began.map { .began($0, now) }
    }

    /// When the clock brings the next change, as far as these files go; nil for never.
    package func nextChange(to silences: [Silence], after now: Moment) -> Moment? {
        let moments =
            all.map(\.expiry.end) + silences.map { Moment(nanoseconds: $0.expiry.end.nanoseconds.minus(Silence.longest.nanoseconds)) }
        return moments.filter { $0 > now }.min()
    }

    package mutating func apply(_ change: SilenceChange) {
        switch change {
        case .began(let silence, _):
            inForce[silence.id] = silence
            lapsed[silence.id] = nil
        case .ended(let silence, let ending, _):
            inForce[silence.id] = nil
            if ending == .expired { lapsed[silence.id] = silence }
        }
    }

    private func stands(_ silence: Silence, at now: Moment) -> Bool {
        if lapsed[silence.id]?.decides(asMuchAs: silence) ?? false { return false }
        if inForce[silence.id]?.decides(asMuchAs: silence) ?? false { return now < silence.expiry.end }
        return silence.mayBegin(at: now)
    }

    private func ending(of silence: Silence, successor: Silence?, at now: Moment) -> SilenceChange.Ending {
        if now >= silence.expiry.end { return .expired }
        return successor == nil ? .withdrawn : .changed
    }
}
