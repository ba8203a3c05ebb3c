import Controls
import ProbeKit

extension TLSConfigProbe {
    /// tls-config.served-certificate: what an endpoint shows is what lies in the file that it was told to show.
    func judgeServedCertificate(_ evidence: TLSConfiguration, into results: inout Results) {
        let named = Set(
            evidence.endpoints.filter { $0.serverName != nil && !$0.deployed.isEmpty }.flatMap { endpoint in
                endpoint.contacts.map(endpoint.interface)
            })
        for gap in evidence.configurationGaps {
            results.add(gap.result(Self.servedCertificate, required: "the files that services show are known"))
        }
        EndpointCheck(
            check: Self.servedCertificate, evidence: evidence, required: "the certificate of the configured file is shown",
            setting: DecidingSetting([settings.reloadGrace.place], usual: "ReloadGrace=\(settings.reloadGrace.value)"),
            files: { endpoint in endpoint.deployed.flatMap(\.sources).filter { $0 != endpoint.place } }
        ).judge(into: &results) { endpoint, handshake in
            if endpoint.deployed.isEmpty, endpoint.serverName == nil,
                endpoint.contacts.contains(where: { named.contains(endpoint.interface($0)) })
            {
                return Self.nameless
            }
            if endpoint.deployed.isEmpty, endpoint.isDeclared { return Self.notAsked }
            let elsewhere = Self.filesOfNames(at: endpoint, in: evidence)
            let found = served(Set(handshake.shown.map(\.leaf)), endpoint.deployed, handshake, elsewhere, at: evidence.now)
            return CertificateCheck.worst([found], of: handshake)
        }
    }

    private static let nameless = Finding(
        .notApplicable(.featureAbsent), "no file is named for clients that send no name; those with a name are judged with sni=")

    /// The paths of files that are judged by what clients are shown at the same addresses who send a name, where this one sends none.
    private static func filesOfNames(at endpoint: ServedEndpoint, in evidence: TLSConfiguration) -> Set<String> {
        guard endpoint.serverName == nil else { return [] }
        let places = Set(endpoint.contacts.map(endpoint.interface))
        let named = evidence.endpoints.filter { other in
            other.serverName != nil && other.startTLS == endpoint.startTLS && !places.isDisjoint(with: other.contacts.map(other.interface))
        }
        return Set(named.flatMap(\.deployed).map(\.file.path))
    }

    private static let notAsked = Finding(.notApplicable(.policyOff), "Endpoint= names no file; certificate=/PATH compares")

    private func served(
        _ leaves: Set<CertificateFacts>, _ files: [DeployedCertificate], _ handshake: Handshake, _ elsewhere: Set<String>, at now: Int64
    ) -> Finding {
        if leaves.isEmpty { return CertificateCheck.noCertificate(handshake) }
        if files.isEmpty {
            return Finding(.inconclusive(.notObservable), "neither a configuration nor Endpoint= certificate= says which file it shows")
        }
        let deployed = Set(files.compactMap(\.file.fingerprint))
        let matching = leaves.filter { deployed.contains($0.fingerprint) }
        let others = leaves.subtracting(matching)
        // A service may show one certificate for each kind of key; the file of one of them says nothing about the other.
        let strangers = matching.isEmpty ? others : others.filter { other in matching.contains { $0.keyKind == other.keyKind } }
        let shown = leaves.map(\.subjectText).sorted().joined(separator: ", ")
        if strangers.isEmpty {
            let notes = others.map { Note(.attention, "\($0.subjectText) is shown too, and no file of it is known") }
            return Finding(.pass, "shows \(shown), as the file has it", notes: notes.sorted { $0.text < $1.text })
        }
        if let unread = files.lazy.compactMap(\.unread).first {
            return Finding(.inconclusive(unread.reason), "shows \(shown); \(unread.path): \(unread.text)")
        }
        // What is shown now and then is the file that other workers have not loaded yet.
        let rivals = Set(matching.filter { leaf in strangers.contains { $0.keyKind == leaf.keyKind } }.map(\.fingerprint))
        let suspects = files.map(\.file).filter { rivals.isEmpty || rivals.contains($0.fingerprint ?? "") }
        return differing(suspects, elsewhere, rivals.isEmpty, shown, at: now)
    }

    /// The finding where a leaf comes from none of the files: each had its own time to be loaded. One that nothing else judges and whose
    /// time is up decides; else the youngest.
    private func differing(
        _ files: [CertificateFile], _ elsewhere: Set<String>, _ isNoneShown: Bool, _ shown: String, at now: Int64
    ) -> Finding {
        let late = files.first { !elsewhere.contains($0.path) && self.age(of: $0, at: now) >= settings.reloadGrace.value.seconds }
        guard let deciding = late ?? files.max(by: { $0.modified < $1.modified }) else {
            return Finding(.inconclusive(.notObservable), shown)
        }
        let age = self.age(of: deciding, at: now)
        let text =
            "shows \(shown), \(isNoneShown ? "and" : "not always what is in the file:") "
            + "\(deciding.path) holds sha256:\((deciding.fingerprint ?? "").prefix(16)), written \(CalendarText.moment(deciding.modified))"
        if age < -Self.skew { return Finding(.inconclusive(.clockInvalid), "\(text), which lies in the future") }
        guard age < settings.reloadGrace.value.seconds else { return Finding(.fail(.notReloaded), text) }
        return Finding(.pass, text, notes: [Note(.attention, "the file is new; the service has \(settings.reloadGrace.value) to load it")])
    }

    /// Seconds since a file was written.
    private func age(of file: CertificateFile, at now: Int64) -> Int64 { CalendarText.seconds(from: file.modified, to: now) }

    /// Seconds by which a clock may be off.
    private static let skew: Int64 = 60
}
