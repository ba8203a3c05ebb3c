import Controls
import ProbeKit

extension TLSConfigProbe {
    /// tls-config.certificate-expiry: every certificate that clients rely on has enough of its own lifetime left.
    func judgeCertificateExpiry(_ evidence: TLSConfiguration, into results: inout Results) {
        CertificateCheck(
            check: Self.certificateExpiry, evidence: evidence, required: "valid, and \(settings.expiryFail.value) of its lifetime left",
            setting: DecidingSetting([settings.expiryFail.place], usual: "ExpiryFail=\(settings.expiryFail.value)")
        ).judge(into: &results) { certificate in
            var finding = expiry(of: certificate.facts, at: evidence.now)
            finding.notes += certificate.strangers.map { stranger in
                let when = CalendarText.moment(stranger.notAfter)
                return Note(.attention, "\(stranger.subjectText) is presented too, is on no path, and ends \(when)")
            }
            return finding
        }
    }

    private func expiry(of facts: CertificateFacts, at now: Int64) -> Finding {
        let end = CalendarText.moment(facts.notAfter)
        if now < facts.notBefore { return Finding(.fail(.notYetValid), "begins \(CalendarText.moment(facts.notBefore))") }
        if now > facts.notAfter { return Finding(.fail(.expired), "ended \(end)") }
        let lifetime = CalendarText.seconds(from: facts.notBefore, to: facts.notAfter)
        let left = CalendarText.seconds(from: now, to: facts.notAfter)
        let text = "ends \(end), \(CalendarText.span(left)) left of \(CalendarText.span(lifetime))"
        let least = settings.expiryFail.value.seconds(of: lifetime)
        if left < least { return Finding(.fail(.belowMinimum), "\(text); \(CalendarText.span(least)) are asked for") }
        guard left < settings.expiryAttention.value.seconds(of: lifetime) else { return Finding(.pass, text) }
        return Finding(.pass, text, notes: [Note(.attention, "less than \(settings.expiryAttention.value) of its lifetime left: renew it")])
    }
}
