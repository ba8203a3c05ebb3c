import Controls
import ProbeKit

extension TLSConfigProbe {
    /// tls-config.cipher-strength: no version accepts a suite that `ForbidCipher=` forbids, whatever the server prefers.
    func judgeCipherStrength(_ evidence: TLSConfiguration, into results: inout Results) {
        let words = settings.forbidden.map(\.value.description).joined(separator: " ")
        let check = EndpointCheck(
            check: Self.cipherStrength, evidence: evidence, required: words.isEmpty ? "any suite" : "none of \(words)",
            setting: DecidingSetting(settings.forbidden.map(\.place), usual: "ForbidCipher=\(words)"),
            isProvenByAcceptance: true, files: { $0.lines(\.cipherLine) })
        check.judge(into: &results) { _, handshake in suites(of: handshake) }
    }

    private func suites(of handshake: Handshake) -> Finding {
        var forbidden = ForbiddenSuites()
        var open: String?
        for facts in handshake.versions where facts.outcome == .accepted {
            for suite in facts.suites {
                switch verdict(suite) {
                case .forbidden(let word): forbidden.add(Self.text(suite), by: word, with: facts.version)
                case .allowed: break
                case .unknown: open = open ?? "\(Self.text(suite)) is accepted, and it could not be seen how strong its key exchange is"
                }
            }
        }
        if let text = forbidden.text { return Finding(.fail(.weakAlgorithm), "accepts \(text)") }
        if let open { return Finding(.inconclusive(.notObservable), open) }
        if let gap = Self.gap(in: handshake) { return Finding(.inconclusive(.timeout), gap) }
        let count = Set(handshake.versions.flatMap(\.suites).map(\.number)).count
        return Finding(.pass, "\(count) \(count == 1 ? "suite" : "suites") accepted, none of them forbidden")
    }

    private enum SuiteVerdict {
        /// By a word of `ForbidCipher=`.
        case forbidden(String)
        case allowed, unknown
    }

    private func verdict(_ facts: SuiteFacts) -> SuiteVerdict {
        guard let suite = CipherSuite(number: facts.number) else { return .unknown }
        let words = settings.forbidden.map(\.value)
        let answers = words.map { $0.forbids(suite, bits: facts.keyExchangeBits) }
        if let first = answers.firstIndex(of: .some(true)) { return .forbidden(words[first].description) }
        return answers.contains(.none) ? .unknown : .allowed
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
