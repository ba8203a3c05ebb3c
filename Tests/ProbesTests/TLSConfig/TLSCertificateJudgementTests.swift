import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What is said about the certificates that endpoints show.
@Suite struct TLSCertificateJudgementTests {
    private let endpoint = "tcp/443 0.0.0.0"
    private let leaf = "www.example.com sha256:aaaaaaaaaaaaaaaa"

    // MARK: certificate-expiry

    @Test(
        arguments: [
            (90, 60, Verdict.pass), (90, 15, .pass), (90, 14, .fail(.belowMinimum)), (6, 2, .pass), (6, 0, .fail(.belowMinimum)),
            (3650, 31, .pass), (3650, 29, .fail(.belowMinimum)), (90, -1, .fail(.expired)), (90, 91, .fail(.notYetValid)),
        ] as [(Int64, Int64, Verdict)])
    func `a share of a certificate's own lifetime has to be left`(days: Int64, left: Int64, verdict: Verdict) throws {
        let handshake = Handshake.sound.with { $0.certificates[0].live(days: days, left: left) }
        #expect(try TLSHost.only(TLSConfigProbe.certificateExpiry, handshake, subject: leaf).verdict == verdict)
    }

    @Test func `every certificate of the path is judged, and says when it ends and where it is shown`() throws {
        let results = try TLSHost.web(.sound).judge().of(TLSConfigProbe.certificateExpiry)
        let names = results.map { $0.subject.split(separator: " ").dropLast().joined(separator: " ") }
        #expect(names == ["www.example.com", "Example CA", "Example Root"])
        #expect(results.allSatisfy { $0.verdict == .pass })
        #expect(results[0].observed == "ends 2026-11-20 14:13 UTC, 60 days left of 90 days; shown by tcp/443 0.0.0.0")
        #expect(results[0].sources == [Source("tls 127.0.0.1:443")])
    }

    @Test func `attention comes before failure`() throws {
        let handshake = Handshake.sound.with { $0.certificates[0].live(days: 90, left: 20) }
        let result = try TLSHost.only(TLSConfigProbe.certificateExpiry, handshake, subject: leaf)
        #expect(result.verdict == .pass)
        #expect(result.notes.map(\.code) == [.attention, .defaultInForce])
    }

    @Test func `a certificate off the path is told of, and judged by nobody`() throws {
        let handshake = Handshake.sound.with {
            var old = CertificateFacts.authority("Old Cross-Sign")
            old.live(days: 100, left: -5)
            $0.certificates.append(old)
            $0.chains[0].presented = [0, 1, 3]
        }
        let results = try TLSHost.web(handshake).judge().of(TLSConfigProbe.certificateExpiry)
        #expect(results.count == 3 && results.allSatisfy { $0.verdict == .pass })
        #expect(results[0].notes.contains { $0.code == .attention && $0.text.hasPrefix("Old Cross-Sign sha256:") })
    }

    @Test func `without a valid path the leaf and what was presented above it are judged`() throws {
        let handshake = Handshake.sound.with {
            $0.breakPath(20, "unable to get local issuer certificate")
            $0.certificates[1].live(days: 100, left: -5)
        }
        let results = try TLSHost.web(handshake).judge().of(TLSConfigProbe.certificateExpiry)
        #expect(results.map(\.verdict) == [.pass, .fail(.expired)])
    }

    @Test func `one certificate at two endpoints is one subject`() throws {
        var host = try TLSHost.web(.sound)
        try host.ports.listen(.tcp, "::", 443, unit: "nginx.service", isV6Only: true)
        host.services["[::1]:443"] = .sound
        let result = try #require(try host.judge().of(TLSConfigProbe.certificateExpiry).first)
        #expect(result.observed.hasSuffix("shown by tcp/443 0.0.0.0 and 1 more"))
        #expect(try host.judge().populations[TLSConfigProbe.certificateExpiry]?.subjects == 3)
    }

    @Test func `TLS without a certificate that could be seen is inconclusive`() throws {
        let handshake = Handshake.sound.with {
            $0.chains[0].presented = []
            $0.chains[0].count = 0
            $0.chains[0].problem = "no shared version"
        }
        for check in [
            TLSConfigProbe.certificateExpiry, TLSConfigProbe.certificateChain, TLSConfigProbe.keyStrength,
        ] {
            #expect(try TLSHost.only(check, handshake).verdict == .inconclusive(.notObservable))
        }
    }

    // MARK: certificate-chain

    @Test func `a valid path to an anchor passes`() throws {
        let result = try TLSHost.only(TLSConfigProbe.certificateChain, .sound)
        #expect(result.verdict == .pass)
        #expect(result.observed == "www.example.com: a path of 3 certificates to an anchor of the system")
    }

    @Test(arguments: [
        (24, Verdict.fail(.untrusted)), (7, .fail(.untrusted)), (10, .fail(.expired)), (9, .fail(.notYetValid)),
    ])
    func `a path with a problem fails by that problem`(number: Int, verdict: Verdict) throws {
        let result = try TLSHost.only(
            TLSConfigProbe.certificateChain, Handshake.sound.with { $0.breakPath(number, "the words of OpenSSL") })
        #expect(result.verdict == verdict)
        #expect(result.observed == "www.example.com: the words of OpenSSL")
    }

    @Test(
        arguments: [
            (20, [0, 1], "Example CA is issued by CN=Example Root, which was not presented and is no anchor"),
            (20, [0], "issued by CN=Example CA, which was not presented and is no anchor"),
            (21, [0], "issued by CN=Example CA, which was not presented and is no anchor"),
            (18, [0], "signed by itself, and no anchor"), (19, [0, 1], "Example CA is signed by itself, and no anchor"),
            (20, [9], "the words of OpenSSL"),
        ] as [(Int, [Int], String)])
    func `where a path ends without an anchor, who is missing is said in plain words`(number: Int, path: [Int], words: String) throws {
        let handshake = Handshake.sound.with {
            $0.breakPath(number, "the words of OpenSSL")
            $0.chains[0].paths[0].certificates = path
            $0.certificates[0].issuer = "O=Example,CN=Example CA"
            $0.certificates[1].issuer = "CN=Example Root"
        }
        #expect(try TLSHost.only(TLSConfigProbe.certificateChain, handshake).observed == "www.example.com: \(words)")
    }

    @Test func `the line of a trust anchor is named where it decides, and nowhere else`() throws {
        let pin = "TrustAnchor=sha256:\(String(repeating: "a", count: 64))"
        let line = Source("/etc/soc2d/controls.d/tls.control", line: 1)
        let pinned = Handshake.sound.with { $0.chains[0].paths[0].anchor = .pinned }
        let untrusted = Handshake.sound.with { $0.breakPath(18, "self-signed certificate") }
        let expired = Handshake.sound.with { $0.breakPath(10, "certificate has expired") }
        #expect(try TLSHost.only(TLSConfigProbe.certificateChain, .sound, pin).sources.contains(line) == false)
        #expect(try TLSHost.only(TLSConfigProbe.certificateChain, expired, pin).sources.contains(line) == false)
        #expect(try TLSHost.only(TLSConfigProbe.certificateChain, pinned, pin).sources.contains(line))
        #expect(try TLSHost.only(TLSConfigProbe.certificateChain, untrusted, pin).sources.contains(line))
    }

    @Test func `a chain that only RSA clients cannot use is not hidden by the others`() throws {
        let handshake = Handshake.sound.with {
            var rsa = $0.chains[0]
            rsa.client = .rsa
            $0.chains.append(rsa)
            $0.chains[1].paths[0].anchor = .none
            $0.chains[1].paths[0].problemNumber = 20
            $0.chains[1].paths[0].problem = "unable to get local issuer certificate"
        }
        let result = try TLSHost.only(TLSConfigProbe.certificateChain, handshake)
        #expect(result.verdict == .fail(.untrusted))
        #expect(result.observed == "www.example.com, for clients that take RSA only: unable to get local issuer certificate")
    }

    @Test func `clients of a kind that the service refuses do not count`() throws {
        let handshake = Handshake.sound.with {
            var rsa = PresentedChain()
            rsa.client = .rsa
            rsa.problem = "alert 40 (handshake_failure)"
            $0.chains.append(rsa)
        }
        #expect(try TLSHost.only(TLSConfigProbe.certificateChain, handshake).verdict == .pass)
    }

    @Test func `certificates that could not be read leave an untrusted path open`() throws {
        let handshake = Handshake.sound.with {
            $0.breakPath(20, "unable to get local issuer certificate")
            $0.chains[0].count = 3
        }
        #expect(try TLSHost.only(TLSConfigProbe.certificateChain, handshake).verdict == .inconclusive(.parseError))
    }

    @Test func `a demanded staple that is not there is a note`() throws {
        let handshake = Handshake.sound.with { $0.certificates[0].mustStaple = true }
        let result = try TLSHost.only(TLSConfigProbe.certificateChain, handshake)
        #expect(result.verdict == .pass)
        #expect(result.notes.map(\.code) == [.attention])
        #expect(try TLSHost.only(TLSConfigProbe.certificateChain, handshake.with { $0.chains[0].isStapled = true }).notes.isEmpty)
    }

    @Test func `trust anchors go along with every question`() throws {
        var host = try TLSHost.web(.sound)
        host.ports.files["/etc/root.pem"] =
            "a comment\n-----BEGIN CERTIFICATE-----\r\nQUJD\r\nREVG\r\n-----END CERTIFICATE-----\n"
        let pin = String(repeating: "AB", count: 32)
        let questions = try host.questions("TrustAnchor=/etc/root.pem", "TrustAnchor=sha256:\(pin)")
        #expect(questions.map(\.anchors) == [["QUJDREVG"]])
        #expect(questions.map(\.pins) == [[pin.lowercased()]])
    }

    @Test(
        arguments: [
            nil, "", "no certificate", "-----BEGIN CERTIFICATE-----\nQUJD\n", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\nQU=(D\n-----END CERTIFICATE-----\n",
        ] as [String?])
    func `with a trust anchor that cannot be read nothing is called untrusted`(text: String?) throws {
        var host = try TLSHost.web(Handshake.sound.with { $0.breakPath(20, "unable to get local issuer certificate") })
        host.ports.files["/etc/root.pem"] = text.map { .text($0) }
        let results = try host.judge("TrustAnchor=/etc/root.pem")
        #expect(results.of(TLSConfigProbe.certificateChain, subject: endpoint) == .inconclusive(.unreadable))
        #expect(results.of(TLSConfigProbe.certificateChain, subject: "source:/etc/root.pem")?.outcome == .inconclusive)
    }

    // MARK: certificate-name

    @Test(arguments: [
        ("www.example.com", Verdict.pass), ("api.example.com", .fail(.nameMismatch)), ("192.0.2.1", .fail(.nameMismatch)),
    ])
    func `the declared name has to stand among the alternative names`(name: String, verdict: Verdict) throws {
        let result = try #require(
            try TLSHost.web(.sound).judge("Endpoint=127.0.0.1:443 name=\(name)").of(TLSConfigProbe.certificateName)
                .first { $0.subject == "tcp/443 127.0.0.1 name=\(name)" })
        #expect(result.verdict == verdict)
        #expect(result.observed == "\(name): the certificate is for www.example.com")
    }

    @Test func `an address is found among the addresses only, and a common name nowhere`() throws {
        let handshake = Handshake.sound.with {
            $0.certificates[0].dnsNames = ["192.0.2.1"]
            $0.certificates[0].addresses = []
        }
        let settings = ["Endpoint=127.0.0.1:443 name=192.0.2.1"]
        let subject = "tcp/443 127.0.0.1 name=192.0.2.1"
        let check = TLSConfigProbe.certificateName
        #expect(try TLSHost.web(handshake).judge(settings).of(check, subject: subject) == .fail(.nameMismatch))
        let right = handshake.with { $0.certificates[0].addresses = [.v4(0xC000_0201)] }
        #expect(try TLSHost.web(right).judge(settings).of(check, subject: subject) == .pass)
        let bare = handshake.with {
            $0.certificates[0].dnsNames = []
            $0.certificates[0].nameCount = 0
        }
        let common = try TLSHost.web(bare).judge("Endpoint=127.0.0.1:443 name=www.example.com")
        #expect(common.of(check, subject: "tcp/443 127.0.0.1 name=www.example.com") == .fail(.nameMismatch))
    }

    @Test func `without a declared name nothing can be compared`() throws {
        #expect(try TLSHost.only(TLSConfigProbe.certificateName, .sound).verdict == .inconclusive(.notConfigured))
    }

    @Test func `where a name is declared, clients without one are not judged by it`() throws {
        let results = try TLSHost.web(.sound).judge("Endpoint=127.0.0.1:443 sni=www.example.com")
        let check = TLSConfigProbe.certificateName
        #expect(results.of(check, subject: "tcp/443 127.0.0.1 sni=www.example.com") == .pass)
        #expect(results.of(check, subject: "tcp/443 127.0.0.1") == .notApplicable(.featureAbsent))
        #expect(results.of(check, subject: endpoint) == .notApplicable(.featureAbsent))
    }

    // MARK: key-strength

    @Test(arguments: [
        (CertificateFacts.KeyKind.rsa, 2048, Verdict.pass), (.rsa, 1024, .fail(.belowMinimum)), (.dsa, 1024, .fail(.belowMinimum)),
        (.ec, 256, .pass), (.ec, 224, .fail(.belowMinimum)), (.ed25519, 253, .pass), (.ed448, 456, .pass),
        (.other, 4096, .inconclusive(.unsupportedFormat)),
    ])
    func `a key is as large as the setting asks`(kind: CertificateFacts.KeyKind, bits: Int, verdict: Verdict) throws {
        let handshake = Handshake.sound.with {
            $0.certificates[0].keyKind = kind
            $0.certificates[0].keyBits = bits
        }
        #expect(try TLSHost.only(TLSConfigProbe.keyStrength, handshake, subject: leaf).verdict == verdict)
    }

    @Test func `the settings raise the bar`() throws {
        let results = try TLSHost.web(.sound).judge("MinimumRsaBits=3072", "MinimumEcBits=384").of(TLSConfigProbe.keyStrength)
        #expect(results.map(\.verdict) == [.fail(.belowMinimum), .pass, .fail(.belowMinimum)])
    }

    @Test(arguments: ["SHA1", "MD5", "md5-sha1", "SHA-1"])
    func `a signature over a broken digest fails, except on the anchor`(digest: String) throws {
        let handshake = Handshake.sound.with { $0.certificates[0].signatureDigest = digest }
        #expect(try TLSHost.only(TLSConfigProbe.keyStrength, handshake, subject: leaf).verdict == .fail(.weakAlgorithm))
        let results = try TLSHost.web(.sound).judge().of(TLSConfigProbe.keyStrength)
        #expect(results.map(\.verdict) == [.pass, .pass, .pass])
        let untrusted = Handshake.sound.with {
            $0.certificates[1].signatureDigest = digest
            $0.breakPath(20, "unable to get local issuer certificate")
        }
        #expect(try TLSHost.web(untrusted).judge().of(TLSConfigProbe.keyStrength).map(\.verdict) == [.pass, .fail(.weakAlgorithm)])
    }

    @Test func `a signature of which the digest is not known is not a pass`() throws {
        let unknown = Handshake.sound.with {
            $0.certificates[0].signature = "1.2.3.4"
            $0.certificates[0].signatureDigest = nil
        }
        #expect(try TLSHost.only(TLSConfigProbe.keyStrength, unknown, subject: leaf).verdict == .inconclusive(.unsupportedFormat))
        let whole = unknown.with { $0.certificates[0].signature = "ED25519" }
        #expect(try TLSHost.only(TLSConfigProbe.keyStrength, whole, subject: leaf).verdict == .pass)
    }

    // MARK: Words

    @Test(
        arguments: [
            (0, "1970-01-01 00:00 UTC"), (951_782_399, "2000-02-28 23:59 UTC"), (951_868_799, "2000-02-29 23:59 UTC"),
            (1_790_000_000, "2026-09-21 14:13 UTC"), (-1, "1969-12-31 23:59 UTC"), (253_402_300_799, "9999-12-31 23:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00 UTC"),
        ] as [(Int64, String)])
    func `moments are dates of the calendar`(seconds: Int64, text: String) { #expect(CalendarText.moment(seconds) == text) }

    @Test func `moments beyond every calendar are written all the same`() {
        #expect(CalendarText.moment(.max).hasSuffix("UTC") && CalendarText.moment(.min).hasSuffix("UTC"))
        #expect(CalendarText.seconds(from: .min, to: .max) == .max)
    }

    @Test func `a certificate goes by its common name, else by its first name, else by its subject`() {
        var facts = CertificateFacts.leaf()
        facts.dnsNames = ["b.example", "a.example"]
        facts.subject = "O=Example\\, CN=not this,CN=Example+OU=x"
        #expect(facts.name == "Example")
        facts.subject = "O=Example"
        #expect(facts.name == "a.example")
        facts.dnsNames = []
        #expect(facts.name == "O=Example")
        facts.subject = ""
        #expect(facts.name == "unnamed")
    }
}
