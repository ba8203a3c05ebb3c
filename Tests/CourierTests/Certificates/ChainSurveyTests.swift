import Controls
import Courier
import ProbeKit
import Testing

/// What a real server shows to real handshakes.
@Suite struct ChainSurveyTests {
    private let workshop: CertificateWorkshop

    init() throws { workshop = try CertificateWorkshop() }

    private func survey(_ port: UInt16) -> ChainSurvey {
        ChainSurvey(of: "www.example.org", until: .after(milliseconds: 20_000)) { deadline throws(ChainSurvey.NoConnection) in
            do throws(ConnectionFailure) {
                return try Connection(to: .v4(0x7F00_0001), port: port, until: deadline)
            } catch { throw .init(error.text) }
        }
    }

    private func leaves(_ survey: ChainSurvey) -> [String] {
        survey.lists.map { "\($0.client) \($0.certificates.count) \($0.problem ?? "-")" }
    }

    @Test func `a chain comes in the order in which it is sent`() throws {
        let made = try workshop.chain()
        let server = ["-cert", made.leaf.certificate, "-key", made.leaf.key, "-cert_chain", try workshop.bundle([made.middle])]
        try withServer(server) { port in
            let survey = survey(port)
            #expect(survey.lists.map(\.client) == [.any, .rsa, .ecdsa])
            #expect(survey.lists[0].certificates == [made.leaf.der, made.middle.der])
            #expect(survey.lists[1].certificates == [])
            #expect(survey.lists[1].problem?.contains("handshake failure") == true)
            #expect(survey.lists[2].certificates == [made.leaf.der, made.middle.der])
            #expect(survey.connections == 4)
            #expect(!survey.lists[0].requestsClientCertificate)
        }
    }

    @Test(arguments: ["-tls1_3", "-tls1_2", "-tls1_1", "-tls1"]) func `one version alone is enough`(version: String) throws {
        let made = try workshop.chain()
        try withServer(["-cert", made.leaf.certificate, "-key", made.leaf.key, version, "-cipher", "ALL:@SECLEVEL=0"]) { port in
            let survey = survey(port)
            #expect(survey.lists[0].certificates == [made.leaf.der], "\(leaves(survey))")
            #expect(survey.lists[2].certificates == [made.leaf.der], "\(leaves(survey))")
        }
    }

    @Test(arguments: ["-tls1_3", "-tls1_2"]) func `a server that demands a client certificate has shown its own`(version: String) throws {
        let made = try workshop.chain()
        try withServer(["-cert", made.leaf.certificate, "-key", made.leaf.key, "-Verify", "1", version]) { port in
            let survey = survey(port)
            #expect(survey.lists[0].certificates == [made.leaf.der], "\(leaves(survey))")
            #expect(survey.lists[0].requestsClientCertificate)
        }
    }

    @Test(arguments: ["-tls1_3", "-tls1_2"]) func `each kind of client is shown its own certificate`(version: String) throws {
        let made = try workshop.chain()
        let rsa = try workshop.make("/CN=rsa", by: made.root, CertificateWorkshop.server, key: ["rsa:2048"])
        let server = ["-cert", rsa.certificate, "-key", rsa.key, "-dcert", made.leaf.certificate, "-dkey", made.leaf.key, version]
        try withServer(server) { port in
            let survey = survey(port)
            #expect(survey.lists.first { $0.client == .rsa }?.certificates == [rsa.der], "\(leaves(survey))")
            #expect(survey.lists.first { $0.client == .ecdsa }?.certificates == [made.leaf.der], "\(leaves(survey))")
        }
    }

    @Test func `weak keys and signatures are shown all the same`() throws {
        let weak = try workshop.make("/CN=old", CertificateWorkshop.server, key: ["rsa:1024"], digest: "-sha1")
        try withServer(["-cert", weak.certificate, "-key", weak.key, "-cipher", "ALL:@SECLEVEL=0", "-tls1_2"]) { port in
            #expect(survey(port).lists[0].certificates == [weak.der])
        }
    }

    @Test(arguments: ["-tls1_3", "-tls1_2"]) func `a stapled response is noticed`(version: String) throws {
        let made = try workshop.chain()
        let response = "\(workshop.directory)/response"
        let index = "\(workshop.directory)/index"
        try write("", to: index)
        let request = "\(workshop.directory)/request"
        _ = try CertificateWorkshop.openssl(
            ["ocsp", "-issuer", made.middle.certificate, "-cert", made.leaf.certificate, "-reqout", request])
        let answered = try CertificateWorkshop.openssl([
            "ocsp", "-index", index, "-CA", made.middle.certificate, "-rsigner", made.middle.certificate, "-rkey", made.middle.key,
            "-reqin",
            request, "-respout", response, "-ndays", "1",
        ])
        #expect(answered.status == 0, "\(answered.output)")
        let server = ["-cert", made.leaf.certificate, "-key", made.leaf.key, "-status_file", response, version]
        try withServer(server) { port in
            let survey = survey(port)
            #expect(survey.lists[0].isStapled, "\(leaves(survey))")
        }
        try withServer(["-cert", made.leaf.certificate, "-key", made.leaf.key, version]) { port in
            #expect(!survey(port).lists[0].isStapled)
        }
    }

    @Test func `nobody there is no certificate, and says why`() {
        let survey = survey(1)
        #expect(survey.lists.map(\.client) == [.any, .rsa, .ecdsa])
        #expect(survey.lists.allSatisfy { $0.certificates.isEmpty && $0.problem?.hasPrefix("no connection") == true })
    }
}
