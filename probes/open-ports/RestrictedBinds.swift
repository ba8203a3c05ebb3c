import Controls
import ProbeKit

/// open-ports.restricted-bind: data stores and management interfaces reach no further than they may.
struct RestrictedBinds {
    private let check = OpenPortsProbe.restrictedBind
    private let restricted: [Settings.Placed<BindRestriction>]
    private let evidence: OpenPorts

    init(restricted: [Settings.Placed<BindRestriction>], evidence: OpenPorts) {
        self.restricted = restricted
        self.evidence = evidence
    }

    func judge(into results: inout Results) {
        for gap in evidence.allGaps { results.add(gap.result(check, required: "restricted ports bound as RestrictBind= says")) }
        let bound = evidence.listeners.filter { restriction(of: $0) != nil }
        for (subject, members) in bySubject(bound, { $0.subject }) {
            guard let restriction = restriction(of: members[0]) else { continue }
            results.add(result(subject, members, restriction))
        }
        if bound.isEmpty, evidence.allGaps.isEmpty {
            results.add(
                CheckResult(
                    check, subject: "listeners", .notApplicable(.emptyPopulation), required: "restricted ports bound as RestrictBind= says",
                    observed: "no listener on a restricted port", sources: [ListenerText.interface],
                    notes: ListenerText.populationNotes(evidence)))
        }
    }

    /// Class and port are part of the subject, so all its members come out alike.
    private func result(_ subject: String, _ members: [Listener], _ restriction: Settings.Placed<BindRestriction>) -> CheckResult {
        let isWithin = members.allSatisfy { $0.addressClass <= restriction.value.scope }
        var result = CheckResult(
            check, subject: subject, isWithin ? .pass : .fail(.exposed),
            required: restriction.value.scope == .loopback ? "loopback" : "\(restriction.value.scope.rawValue) or narrower",
            observed: ListenerText.observed(members))
        result.sources = ListenerText.sources(members, in: evidence)
        result.notes = ListenerText.notes(members, in: evidence)
        if let place = restriction.place {
            result.sources.append(Source(place.file, line: place.line))
        } else {
            result.notes.append(Note(.defaultInForce, "RestrictBind=\(restriction.value)"))
        }
        return result
    }

    /// The last entry that covers the port; where none does, the default.
    private func restriction(of listener: Listener) -> Settings.Placed<BindRestriction>? {
        let covers = { (entry: BindRestriction) in entry.range.contains(listener.transport, listener.port) }
        if let entry = restricted.last(where: { covers($0.value) }) { return entry }
        return BindRestriction.usual.first(where: covers).map { Settings.Placed(value: $0, place: nil) }
    }
}
