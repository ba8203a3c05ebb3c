import Controls
import ProbeKit

/// open-ports.missing-listener: what should be listening is, or was at least at the look before.
struct MissingListeners {
    private let check = OpenPortsProbe.missingListener
    private let expected: [Settings.Placed<ListenerPattern>]
    private let evidence: OpenPorts

    init(expected: [Settings.Placed<ListenerPattern>], evidence: OpenPorts) {
        self.expected = expected
        self.evidence = evidence
    }

    func judge(into results: inout Results) {
        if expected.isEmpty { return results.add(policyOff) }
        if let gap = evidence.gaps.first(where: { $0.path == OpenPorts.everything }) {
            return results.add(gap.result(check, required: Self.required))
        }
        var seen: Set<String> = []
        for entry in expected where seen.insert("\(entry.value)").inserted { results.add(result(entry)) }
    }

    private static let required = "a listener that fits"

    private var policyOff: CheckResult {
        CheckResult(
            check, subject: "listeners", .notApplicable(.policyOff), required: "ExpectListener= names what must listen",
            observed: "no ExpectListener= entry")
    }

    private func result(_ entry: Settings.Placed<ListenerPattern>) -> CheckResult {
        let pattern = entry.value
        var result = CheckResult(check, subject: "\(pattern)", .pass, required: Self.required)
        result.sources = (entry.place.map { [Source($0.file, line: $0.line)] } ?? [])
        let candidates = evidence.listeners.filter { pattern.fit($0) != .none }
        let fitting = candidates.filter { pattern.fit($0) == .fits }
        if let first = candidates.first {
            let members = fitting.isEmpty ? candidates : fitting
            result.observed = ListenerText.observed(members)
            result.sources += ListenerText.sources(members, in: evidence)
            result.notes = ListenerText.notes(members, in: evidence)
            if fitting.isEmpty {
                result.verdict = .inconclusive(first.owner.kind == .socketUnit ? .sourceConflict : .permissionDenied)
            }
            return result
        }
        result.sources.append(ListenerText.interface)
        result.notes = ListenerText.namespaceNotes(evidence)
        (result.verdict, result.observed) = absence(of: pattern)
        result.observed += others(on: pattern).map { "; \($0)" }.joined()
        return result
    }

    /// More holders of the port than this are not named.
    private static let namedHolders = 3

    /// Who listens where another is expected: `tcp/443 is held by nginx.service (/usr/sbin/nginx, uid 0)`.
    private func others(on pattern: ListenerPattern) -> [String] {
        let anybody = ListenerPattern(pattern.range, address: pattern.address)
        let texts = evidence.listeners.filter { anybody.fit($0) == .fits }.map {
            "\($0.transport.rawValue)/\($0.port) is held by \($0.owner.description)"
        }
        return Array(texts.reduce(into: []) { named, text in if !named.contains(text) { named.append(text) } }.prefix(Self.namedHolders))
    }

    /// Why nothing fits: nothing is there, or it cannot be known yet.
    private func absence(of pattern: ListenerPattern) -> (Verdict, String) {
        if let gap = evidence.allGaps.first(where: { Self.hides(pattern, source: $0.path) }) {
            return (.inconclusive(gap.reason), "no listener that fits, but not every listener is known: \(gap.text)")
        }
        guard let before = evidence.before else {
            return (.inconclusive(.insufficientHistory), "no listener that fits at the first look; the next one decides")
        }
        if before.gaps.contains(where: { Self.hides(pattern, source: $0) }) || before.isCut {
            return (.inconclusive(.insufficientHistory), "no listener that fits; what the look before saw is not complete")
        }
        let gone = before.gone.filter { pattern.fit($0) != .none }
        guard gone.isEmpty else {
            return (.inconclusive(.insufficientHistory), "gone since the look before: \(ListenerText.observed(gone))")
        }
        return (.fail(.missing), "no listener that fits in two looks in a row")
    }

    /// Whether a listener that fits may stand in a source that could not be read.
    private static func hides(_ pattern: ListenerPattern, source: String) -> Bool {
        if source == OpenPorts.nat {
            return pattern.unit.map { $0.matches(ListenerOwner.natWord) } ?? true && pattern.executable == nil
        }
        // At the look before everything may have been hidden.
        return source == OpenPorts.everything || source.hasPrefix("\(pattern.range.transport.rawValue)/")
    }
}
