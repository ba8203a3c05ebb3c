import Controls
import ProbeKit

/// open-ports.cleartext-service: no service takes data or credentials without protection.
struct CleartextServices {
    private let check = OpenPortsProbe.cleartextService
    private let suspects: CleartextSuspects
    private let evidence: OpenPorts
    private let contacts: [Contact.Target: Contact]
    private let reach: LocalReach

    init(suspects: CleartextSuspects, evidence: OpenPorts) {
        self.suspects = suspects
        self.evidence = evidence
        contacts = Dictionary(evidence.contacts.map { ($0.target, $0) }, uniquingKeysWith: { first, _ in first })
        reach = LocalReach(evidence.listeners)
    }

    func judge(into results: inout Results) {
        for gap in evidence.allGaps { results.add(gap.result(check, required: Self.required)) }
        let suspected = evidence.listeners.filter(suspects.contains)
        let judged = suspected.filter(suspects.isInScope)
        for (subject, members) in bySubject(judged, { $0.subject }) { results.add(result(subject, members)) }
        let loopback = suspected.count - judged.count
        if judged.isEmpty, evidence.allGaps.isEmpty {
            results.add(
                CheckResult(
                    check, subject: "listeners", .notApplicable(.emptyPopulation), required: Self.required,
                    observed: loopback == 0 ? "no listener on a listed port, and none of a known program" : Self.outOfScope(loopback),
                    sources: [ListenerText.interface], notes: ListenerText.populationNotes(evidence)))
        } else if loopback > 0 {
            results.add(
                CheckResult(
                    check, subject: "address=loopback", .notApplicable(.declaredOutOfScope),
                    required: "IncludeLoopback=yes would judge them",
                    observed: Self.outOfScope(loopback), sources: [ListenerText.interface]))
        }
    }

    private static let required = "no login and no data in the clear"

    private static func outOfScope(_ count: Int) -> String {
        "\(count) on loopback \(count == 1 ? "is" : "are") out of scope (IncludeLoopback=no)"
    }

    /// One result for all that share a subject; the worst decides.
    private func result(_ subject: String, _ members: [Listener]) -> CheckResult {
        var result = CheckResult(check, subject: subject, .pass, required: Self.required)
        var heard: [String] = []
        for finding in members.flatMap(findings) {
            if Self.weight(finding.verdict) > Self.weight(result.verdict) { result.verdict = finding.verdict }
            if !heard.contains(finding.text) { heard.append(finding.text) }
        }
        let texts =
            heard.prefix(Self.namedFindings) + (heard.count > Self.namedFindings ? ["and \(heard.count - Self.namedFindings) more"] : [])
        result.observed = "\(ListenerText.observed(members)): \(texts.joined(separator: "; "))"
        result.sources = ListenerText.sources(members, in: evidence)
        result.notes = ListenerText.notes(members, in: evidence)
        if let entry = members.lazy.compactMap(suspects.entry).first {
            if let place = entry.place {
                result.sources.append(Source(place.file, line: place.line))
            } else {
                result.notes.append(Note(.defaultInForce, "CleartextPort=\(entry.value)"))
            }
        }
        return result
    }

    private static let namedFindings = 4

    private static func weight(_ verdict: Verdict) -> Int {
        switch verdict {
        case .pass, .notApplicable: 0
        case .inconclusive: 1
        case .fail: 2
        }
    }

    /// What decides about one listener.
    private struct Finding {
        let verdict: Verdict
        let text: String
    }

    private func findings(_ listener: Listener) -> [Finding] {
        if let known = suspects.known(listener), known.isAlwaysClear {
            return [Finding(verdict: .fail(.cleartext), text: "\(known.rawValue) has no protected form")]
        }
        let targets = listener.targets
        if targets.isEmpty { return [Finding(verdict: .inconclusive(.notObservable), text: "where the port leads to is unknown")] }
        return targets.map { target in
            if let obstacle = reach.obstacle(to: listener, at: target) {
                return Finding(verdict: .inconclusive(.notObservable), text: "\(target.text): \(obstacle)")
            }
            if let failure = evidence.contactFailure { return Finding(verdict: .inconclusive(failure.reason), text: failure.text) }
            guard let contact = contacts[target] else {
                return Finding(verdict: .inconclusive(.populationIncomplete), text: "\(target.text) was not contacted at this look")
            }
            if let failure = contact.failure {
                return Finding(verdict: .inconclusive(failure.reason), text: "\(target.text): \(failure.text)")
            }
            return contact.greeting.map { finding($0, at: target) }
                ?? Finding(verdict: .inconclusive(.emptyOutput), text: "\(target.text): no answer")
        }
    }

    private func finding(_ greeting: Greeting, at target: Contact.Target) -> Finding {
        let detail = greeting.detail.isEmpty ? "" : ": “\(greeting.detail)”"
        let (verdict, text) = Self.verdict(greeting)
        return Finding(verdict: verdict, text: "\(target.text) \(text)\(detail)")
    }

    private static func verdict(_ greeting: Greeting) -> (Verdict, String) {
        switch greeting.reach {
        case .recognised: recognised(greeting)
        case .tls: (.pass, "speaks TLS from the first byte")
        case .unrecognised: (.inconclusive(.notObservable), "speaks no protocol that is known here")
        case .closing: (.inconclusive(.notObservable), "closes the connection without a word")
        case .silent: (.inconclusive(.notObservable), "says nothing")
        case .unreachable: (.inconclusive(.unreachable), "cannot be reached")
        case .forbidden: (.inconclusive(.notObservable), "is not contacted: link-local")
        }
    }

    private static func recognised(_ greeting: Greeting) -> (Verdict, String) {
        guard let spoken = greeting.spoken else { return (.inconclusive(.notObservable), "speaks an unknown protocol") }
        if spoken == .ssh { return (.pass, "speaks ssh, which protects itself") }
        let name = spoken.rawValue
        switch greeting.login {
        case .accepted: return (.fail(.cleartext), "speaks \(name) and takes credentials in the clear")
        case .always: return (.fail(.cleartext), "speaks \(name), which is in the clear whatever it carries")
        case .refused: return (.pass, "speaks \(name) and refuses credentials before TLS")
        case .unknown: return (.inconclusive(.notObservable), "speaks \(name); whether it takes credentials in the clear is unknown")
        }
    }
}
