/// Which waivers lie over the deficiencies: a fold over its changes, as the register of deficiencies is.
///
/// A clock that goes backwards ends no waiver and brings none back: what has expired once stays so until somebody decides anew.
package struct WaiversInForce: Hashable, Sendable {
    private var inForce: [String: Waiver] = [:]
    private var lapsed: [String: Waiver] = [:]

    package init() {}

    /// What some changes make.
    package init(replaying changes: some Sequence<WaiverChange>) {
        for change in changes { apply(change) }
    }

    /// In the order of their names.
    package var all: [Waiver] { inForce.values.sorted { $0.id < $1.id } }

    /// Those that have expired and were not decided anew, in the order of their names.
    package var expired: [Waiver] { lapsed.values.sorted { $0.id < $1.id } }

    /// What the files now say, against what was in force: endings first.
    package func changes(to waivers: Waivers, at now: Moment) -> [WaiverChange] {
        let standing = waivers.all.filter { stands($0, at: now) }
        let byID = Dictionary(standing.map { ($0.id, $0) }) { first, _ in first }
        let bySubject = Dictionary(standing.map { ($0.subject, $0) }) { first, _ in first }
        let ended = all.filter { waiver in byID[waiver.id].map { !$0.decides(asMuchAs: waiver) } ?? true }
        let began = standing.filter { waiver in inForce[waiver.id].map { !$0.decides(asMuchAs: waiver) } ?? true }
        return ended.map { .ended($0, ending(of: $0, successor: bySubject[$0.subject], at: now), now) } + began.map { .began($0, now) }
    }

    package mutating func apply(_ change: WaiverChange) {
        switch change {
        case .began(let waiver, _):
            inForce[waiver.id] = waiver
            lapsed[waiver.id] = nil
        case .ended(let waiver, let ending, _):
            inForce[waiver.id] = nil
            if ending == .expired { lapsed[waiver.id] = waiver }
        }
    }

    private func stands(_ waiver: Waiver, at now: Moment) -> Bool {
        if lapsed[waiver.id]?.decides(asMuchAs: waiver) ?? false { return false }
        if inForce[waiver.id]?.decides(asMuchAs: waiver) ?? false { return now < waiver.expiry.end }
        return waiver.isInForce(at: now)
    }

    private func ending(of waiver: Waiver, successor: Waiver?, at now: Moment) -> WaiverChange.Ending {
        if now >= waiver.expiry.end { return .expired }
        return successor.map { .replaced(by: $0.id) } ?? .revoked
    }
}

extension DeficiencyRegister {
    /// The open deficiencies to be told again, since the waiver over them has ended and no other lies there.
    package func toldAgain(after changes: [WaiverChange], leaving waivers: WaiversInForce) -> [Deficiency] {
        let covered = Set(waivers.all.map(\.subject))
        return changes.compactMap { change in
            switch change {
            case .began: nil
            case .ended(let waiver, _, _): covered.contains(waiver.subject) ? nil : open(of: waiver.subject)
            }
        }
    }
}
