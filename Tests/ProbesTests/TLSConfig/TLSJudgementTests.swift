import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct TLSJudgementTests {
    private let endpoint = "tcp/443 0.0.0.0"
    private let leaf = "www.example.com sha256:aaaaaaaaaaaaaaaa"

    // MARK: protocol-version

    @Test func `versions that are refused pass, and are named`() throws {
        let result = try TLSHost.only(TLSConfigProbe.protocolVersion, .sound)
        #expect(result.verdict == .pass)
        #expect(result.observed == "TLS 1.2, TLS 1.3 accepted; SSL 3, TLS 1.0, TLS 1.1 refused")
        #expect(result.notes == [Note(.defaultInForce, "MinimumProtocol=1.2")])
    }

    @Test func `a version below the minimum that is accepted fails, with a suite that proves it`() throws {
        let result = try TLSHost.only(TLSConfigProbe.protocolVersion, Handshake.sound.with { $0.accept(.tls11, 0x002F, 0x0035) })
        #expect(result.verdict == .fail(.belowMinimum))
        #expect(result.observed == "TLS 1.1 accepted (TLS_RSA_WITH_AES_128_CBC_SHA)")
    }

    @Test(arguments: [("1.3", Verdict.fail(.belowMinimum)), ("1.2", .pass), ("1.0", .pass), ("ssl3", .pass)])
    func `the setting says what is too low`(minimum: String, verdict: Verdict) throws {
        let result = try TLSHost.only(TLSConfigProbe.protocolVersion, .sound, "MinimumProtocol=\(minimum)")
        #expect(result.verdict == verdict)
        #expect(result.sources.last == Source("/etc/soc2d/controls.d/tls.control", line: 1))
        #expect(result.notes.isEmpty)
    }

    @Test func `a version without an answer is not a refusal, unless another one decides`() throws {
        let open = Handshake.sound.with { $0.versions[0].outcome = .unknown }
        #expect(try TLSHost.only(TLSConfigProbe.protocolVersion, open).verdict == .inconclusive(.timeout))
        #expect(try TLSHost.only(TLSConfigProbe.protocolVersion, open.with { $0.accept(.tls10, 0x002F) }).verdict == .fail(.belowMinimum))
        let missing = Handshake.sound.with { $0.versions.removeFirst() }
        #expect(try TLSHost.only(TLSConfigProbe.protocolVersion, missing).verdict == .inconclusive(.timeout))
        let above = Handshake.sound.with { $0.versions[4].outcome = .unknown }
        #expect(try TLSHost.only(TLSConfigProbe.protocolVersion, above).verdict == .pass)
    }

    @Test func `what a service accepted before it stopped answering is proof, what it refused is not`() throws {
        let unsteady = Handshake.sound.with { $0.reach = .unsteady }
        let old = unsteady.with { $0.accept(.tls10, 0x0005) }
        #expect(try TLSHost.only(TLSConfigProbe.protocolVersion, old).verdict == .fail(.belowMinimum))
        #expect(try TLSHost.only(TLSConfigProbe.cipherStrength, old).verdict == .fail(.weakAlgorithm))
        #expect(try TLSHost.only(TLSConfigProbe.protocolVersion, unsteady).verdict == .inconclusive(.changedDuringRead))
        #expect(try TLSHost.only(TLSConfigProbe.cipherStrength, unsteady).verdict == .inconclusive(.changedDuringRead))
    }

    // MARK: Certificates that are not seen

    /// The sound service, which shows clients of one more kind something else.
    private func also(_ client: PresentedChain.Client, _ count: Int, _ problem: String?) -> Handshake {
        Handshake.sound.with {
            var chain = PresentedChain()
            chain.client = client
            chain.count = count
            chain.problem = problem
            $0.chains[0].client = .rsa
            $0.chains.append(chain)
        }
    }

    @Test(
        arguments: [
            (.ecdsa, 2, "certificate 1 of 2 cannot be read", .inconclusive(.parseError)), (.any, 1, nil, .inconclusive(.parseError)),
            (.any, 0, "no answer in time", .inconclusive(.notObservable)), (.any, 0, "ssl/tls alert handshake failure", .pass),
            (.ecdsa, 0, "closed the connection", .pass),
        ] as [(PresentedChain.Client, Int, String?, Verdict)])
    func `a certificate that only some clients are shown, and that cannot be read, is not passed over`(
        client: PresentedChain.Client, count: Int, problem: String?, verdict: Verdict
    ) throws {
        var host = try TLSHost.web(also(client, count, problem))
        host.ports.files["/etc/ssl/www.pem"] = "-----BEGIN CERTIFICATE-----\nMAGq\n-----END CERTIFICATE-----\n"
        let results = try host.judge(["Endpoint=127.0.0.1:443 name=www.example.com certificate=/etc/ssl/www.pem"])
        let subject = "tcp/443 127.0.0.1 name=www.example.com"
        for check in [TLSConfigProbe.certificateChain, TLSConfigProbe.certificateName, TLSConfigProbe.servedCertificate] {
            #expect(results.of(check, subject: subject) == verdict, "\(check)")
        }
        for check in [TLSConfigProbe.certificateExpiry, TLSConfigProbe.keyStrength] {
            #expect(results.of(check, subject: leaf) == .pass)
            #expect(results.of(check).contains { $0.subject == subject && $0.verdict == verdict } == (verdict != .pass), "\(check)")
        }
    }

    // MARK: cipher-strength

    @Test(
        arguments: [
            0x0001, 0x0018, 0x0003, 0x0005, 0x0009, 0x000A, 0x0004, 0xC007, 0xC012, 0xC018, 0x003B,
        ] as [UInt16])
    func `every usual kind of weak suite fails`(number: UInt16) throws {
        let result = try TLSHost.only(TLSConfigProbe.cipherStrength, Handshake.sound.with { $0.accept(.tls12, 0xC02F, number) })
        #expect(result.verdict == .fail(.weakAlgorithm))
        #expect(result.observed.hasPrefix("accepts "))
        #expect(result.observed.hasSuffix(" with TLS 1.2: \(CipherSuite.text(of: number))"))
    }

    @Test func `all forbidden suites are named, by word and version`() throws {
        let handshake = Handshake.sound.with {
            $0.accept(.tls11, 0x0005, 0x0018)
            $0.accept(.tls12, 0x0005, 0xC011, 0x0018, 0x0001)
        }
        let result = try TLSHost.only(TLSConfigProbe.cipherStrength, handshake)
        #expect(
            result.observed
                == "accepts rc4 with TLS 1.1, TLS 1.2: TLS_RSA_WITH_RC4_128_SHA; anon with TLS 1.1, TLS 1.2: "
                + "TLS_DH_anon_WITH_RC4_128_MD5; rc4 with TLS 1.2: TLS_ECDHE_RSA_WITH_RC4_128_SHA; null with TLS 1.2: TLS_RSA_WITH_NULL_MD5"
        )
    }

    @Test func `more forbidden suites than anybody reads are counted`() {
        var suites = ForbiddenSuites()
        for index in 0..<200 { suites.add("TLS_SUITE_\(index)", by: "cbc", with: .tls12) }
        let text = suites.text ?? ""
        #expect(text.utf8.count < 2100 && text.hasPrefix("cbc with TLS 1.2: TLS_SUITE_0, TLS_SUITE_1, "))
        let named = text.split(separator: ",").count
        #expect(text.hasSuffix(" and \(200 - named) more"))
    }

    @Test func `strong suites pass, and more are forbidden by word or by name`() throws {
        let handshake = Handshake.sound.with { $0.accept(.tls12, 0xC02F, 0x002F, 0x009C) }
        #expect(try TLSHost.only(TLSConfigProbe.cipherStrength, handshake).verdict == .pass)
        #expect(try TLSHost.only(TLSConfigProbe.cipherStrength, handshake, "ForbidCipher=cbc").verdict == .fail(.weakAlgorithm))
        #expect(try TLSHost.only(TLSConfigProbe.cipherStrength, handshake, "ForbidCipher=static-rsa").verdict == .fail(.weakAlgorithm))
        let named = try TLSHost.only(TLSConfigProbe.cipherStrength, handshake, "ForbidCipher=TLS_RSA_WITH_AES_128_GCM_SHA256 rc4")
        #expect(named.verdict == .fail(.weakAlgorithm))
        #expect(named.required == "none of TLS_RSA_WITH_AES_128_GCM_SHA256 rc4")
    }

    @Test(arguments: [(1024, Verdict.fail(.weakAlgorithm)), (2048, .pass), (nil, .inconclusive(.notObservable))] as [(Int?, Verdict)])
    func `the prime of Diffie-Hellman counts`(bits: Int?, verdict: Verdict) throws {
        let result = try TLSHost.only(TLSConfigProbe.cipherStrength, Handshake.sound.with { $0.accept(.tls12, 0x009E, bits: bits) })
        #expect(result.verdict == verdict)
        if bits == 1024 { #expect(result.observed == "accepts dh<2048 with TLS 1.2: TLS_DHE_RSA_WITH_AES_128_GCM_SHA256 (DH 1024 bits)") }
    }

    @Test func `suites that were not offered to the end are open, unless a forbidden one was accepted`() throws {
        let open = Handshake.sound.with { $0.versions[3].isComplete = false }
        #expect(try TLSHost.only(TLSConfigProbe.cipherStrength, open).verdict == .inconclusive(.timeout))
        let weak = open.with { $0.versions[3].suites.append(SuiteFacts(number: 0x0005)) }
        #expect(try TLSHost.only(TLSConfigProbe.cipherStrength, weak).verdict == .fail(.weakAlgorithm))
        let silent = Handshake.sound.with { $0.versions[0].outcome = .unknown }
        #expect(try TLSHost.only(TLSConfigProbe.cipherStrength, silent).verdict == .inconclusive(.timeout))
    }

    @Test func `a suite that nobody knows is not a pass`() throws {
        let result = try TLSHost.only(TLSConfigProbe.cipherStrength, Handshake.sound.with { $0.accept(.tls12, 0x00F0) })
        #expect(result.verdict == .inconclusive(.notObservable))
        #expect(result.observed.hasPrefix("0x00F0"))
    }
}
