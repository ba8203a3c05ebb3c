import Controls
import ProbeKit

extension TLSConfigProbe {
    /// tls-config.protocol-version: every version below the minimum was offered alone, and refused.
    func judgeProtocolVersion(_ evidence: TLSConfiguration, into results: inout Results) {
        let minimum = settings.minimumProtocol
        EndpointCheck(
            check: Self.protocolVersion, evidence: evidence, required: "\(minimum.value.rawValue) or later",
            setting: DecidingSetting([minimum.place], usual: "MinimumProtocol=1.2"), cleartext: .fail(.cleartext),
            isProvenByAcceptance: true, files: { $0.lines(\.protocolLine) }
        ).judge(into: &results) { _, handshake in Self.versions(of: handshake, from: minimum.value) }
    }

    private static func versions(of handshake: Handshake, from minimum: TLSVersion) -> Finding {
        let facts = TLSVersion.allCases.map { version in
            handshake.versions.first { $0.version == version } ?? VersionFacts(version)
        }
        let retired = facts.filter { $0.version < minimum }
        let accepted = retired.filter { $0.outcome == .accepted }
        if !accepted.isEmpty {
            return Finding(.fail(.belowMinimum), accepted.map(text).joined(separator: "; "))
        }
        if let open = retired.first(where: { $0.outcome == .unknown }) {
            return Finding(.inconclusive(.timeout), "\(open.version.rawValue): no answer that could be judged" + detail(open))
        }
        let spoken = facts.filter { $0.outcome == .accepted }.map(\.version.rawValue)
        let refused = facts.filter { $0.outcome == .refused }.map(\.version.rawValue)
        return Finding(.pass, [list(spoken, "accepted"), list(refused, "refused")].compactMap(\.self).joined(separator: "; "))
    }

    /// `TLS 1.0 accepted (TLS_RSA_WITH_AES_128_CBC_SHA)`.
    private static func text(_ facts: VersionFacts) -> String {
        let suite = facts.suites.first.map { " (\(CipherSuite.text(of: $0.number)))" } ?? detail(facts)
        return "\(facts.version.rawValue) accepted\(suite)"
    }

    private static func detail(_ facts: VersionFacts) -> String { facts.detail.isEmpty ? "" : " (\(facts.detail))" }

    private static func list(_ names: [String], _ what: String) -> String? {
        names.isEmpty ? nil : "\(names.joined(separator: ", ")) \(what)"
    }
}

extension CipherSuite {
    /// The name of a suite, or its number where the registry has none.
    static func text(of number: UInt16) -> String {
        if let suite = CipherSuite(number: number) { return suite.name }
        let digits = String(number, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
