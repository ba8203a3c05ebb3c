import Controls
import ProbeKit

/// open-ports.unexpected-listener: every listener fits an entry in all its parts.
struct UnexpectedListeners {
    private let check = OpenPortsProbe.unexpectedListener
    private let probe: OpenPortsProbe
    private let evidence: OpenPorts
    private let approvals: Approvals

    init(probe: OpenPortsProbe, evidence: OpenPorts, baseline: OpenPorts?) {
        self.probe = probe
        self.evidence = evidence
        approvals = Approvals(probe.allowed, baseline: baseline.map(probe.listenersInScope))
    }

    func judge(into results: inout Results) {
        for gap in evidence.allGaps { results.add(gap.result(check, required: required)) }
        if let failure = evidence.walkFailure { results.add(failure.result(check, required: "the holders of all listeners are known")) }
        // Out of scope there may be many thousands, and nobody needs more than their number.
        var loopback = 0
        var judged: [Listener] = []
        var clients: [Listener] = []
        for listener in evidence.listeners {
            if listener.addressClass == .loopback, !probe.includesLoopback {
                loopback += listener.sockets
            } else if isClientTraffic(listener) {
                clients.append(listener)
            } else {
                judged.append(listener)
            }
        }
        for (subject, members) in bySubject(judged, { $0.subject }) { results.add(result(subject, members)) }
        for (subject, members) in bySubject(clients, { $0.subject(of: clientRange($0)) }) { results.add(clientResult(subject, members)) }
        OtherNetworks(evidence: evidence).judge(check, into: &results)
        if let result = remainder(loopback, isPopulationEmpty: judged.isEmpty && clients.isEmpty) { results.add(result) }
    }

    // MARK: Listeners

    private var required: String {
        approvals.isEmpty
            ? "an AllowListener= entry or an approved baseline that allows it" : "a listener that AllowListener= or the baseline allows"
    }

    /// One result for everything that goes by the same line of `AllowListener=`; the worst decides.
    private func result(_ subject: String, _ members: [Listener]) -> CheckResult {
        var result = CheckResult(check, subject: subject, .pass, required: required, observed: ListenerText.observed(members))
        result.sources = ListenerText.sources(members, in: evidence)
        result.notes = ListenerText.notes(members, in: evidence)
        var isOwnerBound = false
        for member in members {
            switch approvals.match(member) {
            case .none: result.verdict = approvals.isEmpty ? .inconclusive(.noBaseline) : .fail(.unexpected)
            case .ownerUnknown(let pattern):
                guard result.verdict.outcome != .fail else { continue }
                let isSocketUnit = member.owner.kind == .socketUnit
                result.verdict = .inconclusive(isSocketUnit ? .sourceConflict : .permissionDenied)
                result.required = "held as “\(pattern)” says; " + (isSocketUnit ? Self.whichUnit : Self.wayOut)
            case .allowed(let pattern, let place):
                isOwnerBound = isOwnerBound || pattern.isOwnerBound
                if result.verdict == .pass, let place { result.sources.insert(Source(place.file, line: place.line), at: 0) }
            }
        }
        if result.verdict == .fail(.unexpected) { result.required = required }
        if result.verdict == .pass, isOwnerBound, !evidence.isWalkComplete {
            result.notes.append(Note(.attention, "not every process could be looked at; another may hold the socket too"))
        }
        return result
    }

    private static let wayOut = "run as root, or grant CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH"
    private static let whichUnit = "but several .socket units claim the port, or one cannot be read; mask the others"

    /// One result for what is not judged one by one; nil if there is nothing of the sort.
    private func remainder(_ count: Int, isPopulationEmpty: Bool) -> CheckResult? {
        let text = "\(count) on loopback \(count == 1 ? "is" : "are") out of scope (IncludeLoopback=no)"
        if isPopulationEmpty, evidence.allGaps.isEmpty {
            return CheckResult(
                check, subject: "listeners", .notApplicable(.emptyPopulation), required: required,
                observed: count == 0 ? "no listener" : "no listener in scope; \(text)",
                sources: [ListenerText.interface], notes: ListenerText.populationNotes(evidence))
        }
        guard count > 0 else { return nil }
        return CheckResult(
            check, subject: "address=loopback", .notApplicable(.declaredOutOfScope), required: "IncludeLoopback=yes would judge them",
            observed: text, sources: [ListenerText.interface], notes: ListenerText.natNotes(evidence))
    }

    // MARK: Client traffic

    /// A UDP port that the kernel gives to clients, that no entry speaks about, and that nobody has kept for long.
    private func isClientTraffic(_ listener: Listener) -> Bool {
        guard let sightings = listener.sightings, evidence.mayBeClient(listener), sightings < probe.udpConfirmScans else { return false }
        return approvals.match(listener) == .none
    }

    private func clientRange(_ listener: Listener) -> String {
        let ports = evidence.clientPorts.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "1024-65535"
        return "\(listener.transport.rawValue)/\(ports)"
    }

    /// One result for all short-lived ports of an owner, since the numbers change from look to look.
    private func clientResult(_ subject: String, _ members: [Listener]) -> CheckResult {
        let verdict: Verdict
        if evidence.clientPorts == nil {
            verdict = .inconclusive(.unreadable)
        } else {
            verdict = evidence.scans < probe.udpConfirmScans ? .inconclusive(.insufficientHistory) : .notApplicable(.declaredOutOfScope)
        }
        return CheckResult(
            check, subject: subject, verdict, required: "the same port in \(probe.udpConfirmScans) looks in a row is a listener",
            observed: "client traffic so far: \(ListenerText.observed(members)); \(evidence.scans) looks in a row",
            sources: evidence.clientPorts == nil ? [ListenerText.clientPorts] : ListenerText.sources(members, in: evidence),
            notes: ListenerText.notes(members, in: evidence))
    }
}

/// The listeners that share a subject, in the order in which the subjects come up.
func bySubject(_ listeners: [Listener], _ subject: (Listener) -> String) -> [(subject: String, members: [Listener])] {
    var places: [String: Int] = [:]
    var groups: [(subject: String, members: [Listener])] = []
    for listener in listeners {
        let name = subject(listener)
        if let place = places[name] {
            groups[place].members.append(listener)
        } else {
            places[name] = groups.count
            groups.append((name, [listener]))
        }
    }
    return groups
}
