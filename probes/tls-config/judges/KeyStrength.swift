import Controls
import ProbeKit

extension TLSConfigProbe {
    /// tls-config.key-strength: keys are large enough, and no signature rests on a broken digest.
    func judgeKeyStrength(_ evidence: TLSConfiguration, into results: inout Results) {
        let (rsa, ec) = (settings.minimumRSABits, settings.minimumECBits)
        CertificateCheck(
            check: Self.keyStrength, evidence: evidence,
            required:
                "RSA and DSA keys of at least \(rsa.value) bits, elliptic curves of at least \(ec.value), no signature over MD5 or SHA-1",
            setting: DecidingSetting([rsa.place, ec.place], usual: "MinimumRsaBits=\(rsa.value) MinimumEcBits=\(ec.value)")
        ).judge(into: &results) { strength(of: $0) }
    }

    /// Digests for which collisions have been made.
    private static let brokenDigests: Set<String> = ["MD2", "MD4", "MD5", "SHA1", "MD5SHA1"]

    /// Signatures that need no digest made beforehand.
    private static let wholeSignatures = ["ED25519", "ED448", "ML-DSA", "SLH-DSA"]

    private func strength(of certificate: ShownCertificate) -> Finding {
        let facts = certificate.facts
        let text = "\(Self.key(facts)), signed with \(facts.signature)"
        let digest = facts.signatureDigest?.uppercased().filter { $0 != "-" }
        if let digest, Self.brokenDigests.contains(digest), !certificate.isAnchorOnly {
            return Finding(.fail(.weakAlgorithm), text)
        }
        if digest == nil, !certificate.isAnchorOnly, !Self.wholeSignatures.contains(where: facts.signature.uppercased().hasPrefix) {
            return Finding(.inconclusive(.unsupportedFormat), "\(text), of which the digest is not known")
        }
        guard let least = leastBits(of: facts.keyKind) else {
            return facts.keyKind == .other ? Finding(.inconclusive(.unsupportedFormat), text) : Finding(.pass, text)
        }
        return Finding(facts.keyBits < least ? .fail(.belowMinimum) : .pass, text)
    }

    /// nil for keys that come in one size.
    private func leastBits(of kind: CertificateFacts.KeyKind) -> Int? {
        switch kind {
        case .rsa, .dsa: settings.minimumRSABits.value
        case .ec: settings.minimumECBits.value
        case .ed25519, .ed448, .other: nil
        }
    }

    private static func key(_ facts: CertificateFacts) -> String {
        switch facts.keyKind {
        case .rsa: "RSA key of \(facts.keyBits) bits"
        case .dsa: "DSA key of \(facts.keyBits) bits"
        case .ec: "key of \(facts.keyBits) bits on the curve \(facts.curve ?? "of its own")"
        case .ed25519: "Ed25519 key"
        case .ed448: "Ed448 key"
        case .other: "key of an unknown kind"
        }
    }
}
