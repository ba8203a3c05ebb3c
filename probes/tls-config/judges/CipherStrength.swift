import Controls
import ProbeKit

extension TLSConfigProbe {
    /// tls-config.cipher-strength: no version accepts a suite that `ForbidCipher=` forbids, whatever the server prefers.
    func judgeCipherStrength(_ evidence: TLSConfiguration, into results: inout Results) {
        let words = settings.forbidden.map(\.value.description).joined(separator: " ")
        let check = EndpointCheck(
            check: Self.cipherStrength, evidence: evidence, required: words.isEmpty ? "any suite" : "none of \(words)",
            setting: DecidingSetting(settings.forbidden.map(\.place), usual: "ForbidCipher=\(words)"),
            isProvenByAcceptance: true)
        check.judge(into: &results) { _, handshake in suites(of: handshake) }
    }

    /// More suites than this are only counted.
    private static let namedSuites = 3

    private func suites(of handshake: Handshake) -> Finding {
        var forbidden: [String] = []
        var open: String?
        for facts in handshake.versions where facts.outcome == .accepted {
            for suite in facts.suites {
                switch verdict(suite) {
                case .some(true): forbidden.append("\(Self.text(suite)) with \(facts.version.rawValue)")
                case .some(false): break
                case nil: open = open ?? "\(Self.text(suite)) is accepted, and it could not be seen how strong its key exchange is"
                }
            }
        }
        guard forbidden.isEmpty else {
            let rest = forbidden.count - Self.namedSuites
            let named = forbidden.prefix(Self.namedSuites).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
            return Finding(.fail(.weakAlgorithm), "accepts \(named)")
        }
        if let open { return Finding(.inconclusive(.notObservable), open) }
        if let gap = Self.gap(in: handshake) { return Finding(.inconclusive(.timeout), gap) }
        let count = Set(handshake.versions.flatMap(\.suites).map(\.number)).count
        return Finding(.pass, "\(count) \(count == 1 ? "suite" : "suites") accepted, none of them forbidden")
    }

    /// Whether a suite is forbidden; nil where that cannot be known.
    private func verdict(_ facts: SuiteFacts) -> Bool? {
        guard let suite = CipherSuite(number: facts.number) else { return nil }
        let answers = settings.forbidden.map { $0.value.forbids(suite, bits: facts.keyExchangeBits) }
        if answers.contains(.some(true)) { return true }
        return answers.contains(.none) ? nil : false
    }

    private static func text(_ facts: SuiteFacts) -> String {
        let bits = CipherSuite(number: facts.number)?.usesDHE == true ? facts.keyExchangeBits.map { " (DH \($0) bits)" } ?? "" : ""
        return CipherSuite.text(of: facts.number) + bits
    }

    /// What was not offered to the end.
    private static func gap(in handshake: Handshake) -> String? {
        for version in TLSVersion.allCases {
            guard let facts = handshake.versions.first(where: { $0.version == version }) else {
                return "\(version.rawValue) was not offered"
            }
            switch facts.outcome {
            case .refused: continue
            case .unknown: return "\(version.rawValue): no answer that could be judged"
            case .accepted: if !facts.isComplete { return "\(version.rawValue) may accept more suites than were found" }
            }
        }
        return nil
    }
}
