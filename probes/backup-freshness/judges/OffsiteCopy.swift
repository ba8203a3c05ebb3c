import Controls
import ProbeKit

extension BackupFreshnessProbe {
    /// backup-freshness.offsite-copy: the listed points lie on another host.
    func judgeOffsiteCopy(_ evidence: BackupFreshness, into results: inout Results) {
        SetCheck(check: Self.offsiteCopy, settings: settings, evidence: evidence).judge(
            into: &results, off: { $0.offsite.place },
            promise: { set in
                set.offsite.value == .off ? nil : SetCheck.Promise("points on another host", [set.offsite.place], usual: "Offsite=required")
            },
            finding: { set, seen in offsiteCopy(of: set, seen, at: evidence.now) })
    }

    private func offsiteCopy(of set: BackupSet, _ seen: ObservedSet, at now: Int64) -> Finding {
        let state = ListingState(set, seen, at: now)
        guard let place = seen.place else {
            let text = "neither the tool nor Repository= says where the points lie; name it with Repository="
            return state.gap ?? state.found(.inconclusive(.notConfigured), text)
        }
        // What was not listed lies nowhere that is known.
        if place.kind != .remote, place.kind != .networkMount, seen.listing.newest == nil, let gap = state.gap { return gap }
        if let count = seen.listing.repositories, count > 1 {
            let text =
                "\(count) repositories are judged together, and nobody says which of them is at \(place.location); name one with RepositoryKey="
            return state.found(.inconclusive(.notConfigured), text)
        }
        if let gap = place.gap { return state.found(.inconclusive(gap.reason), gap.text, at: gap) }
        let text = [place.location, place.text].filter { !$0.isEmpty }.joined(separator: ": ")
        switch place.kind {
        case .local, .sameVolume: return state.found(.fail(.missing), text)
        case .unlisted:
            return state.found(.inconclusive(.notObservable), "\(text): a copy that nobody has listed; give it a [BackupSet] of its own")
        case .unknown: return state.found(.inconclusive(.notObservable), text)
        case .remote where set.adapter == .unit, .networkMount where set.adapter == .unit:
            return state.found(.inconclusive(.notObservable), "\(text): the success of a service does not show what lies there")
        case .remote, .networkMount:
            if let obstacle = state.gap ?? state.lapsed ?? state.outdated { return obstacle }
            guard let newest = seen.listing.newest else { return state.found(.fail(.missing), "\(text): no complete point is there") }
            let says = seen.listing.location == nil && set.repository != nil ? ", as Repository= says" : ""
            var found = state.found(
                .pass, "\(text): \(newest.id) of \(CalendarText.moment(newest.finish)) lies there\(says)", notes: state.standIn)
            found.sources += [set.repository?.place.map { Source($0.file, line: $0.line) }].compactMap(\.self)
            return found
        }
    }
}
