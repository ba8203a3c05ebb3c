import Controls
import Courier
import Foundation
import ProbeKit
import Testing

/// SHA-256 of a certificate as `openssl x509 -fingerprint` would have it: read back from the facts.
func fingerprint(of der: [UInt8]) -> String { facts(of: [der])[0].fingerprint }

func facts(of certificates: [[UInt8]], declaredName: String? = nil) -> [CertificateFacts] {
    var request = HandshakeRequest()
    request.declaredName = declaredName
    var list = PresentedList(.any)
    list.certificates = certificates
    return ShownCertificates([list], for: request, until: .after(milliseconds: 60_000), system: TrustStore()).certificates
}

/// What a certificate says, and bytes that are none.
@Suite struct CertificateFactsTests {
    private typealias Workshop = CertificateWorkshop
    private let workshop: CertificateWorkshop

    init() throws { workshop = try CertificateWorkshop() }

    @Test func `a certificate is read in all its parts`() throws {
        let names = "subjectAltName=DNS:WWW.Example.org,DNS:*.example.net,IP:192.0.2.1,IP:2001:db8::1,email:a@example.org"
        let made = try workshop.make(
            "/C=DE/O=Ex, Inc./CN=www", [names, "tlsfeature=status_request", "basicConstraints=CA:false"], days: 10)
        let facts = facts(of: [made.der])[0]
        let printed = try Workshop.openssl(["x509", "-in", made.certificate, "-noout", "-fingerprint", "-sha256"]).output
        #expect(printed.lowercased().replacingOccurrences(of: ":", with: "").contains(facts.fingerprint))
        #expect(facts.subject == "CN=www,O=Ex\\, Inc.,C=DE")
        #expect(facts.issuer == facts.subject)
        #expect(facts.dnsNames == ["www.example.org", "*.example.net"])
        #expect(facts.addresses.map(\.description) == ["192.0.2.1", "2001:db8::1"])
        #expect(facts.nameCount == 4)
        #expect(facts.notAfter - facts.notBefore == 10 * day)
        #expect(abs(facts.notBefore - now) < 3600)
        #expect(facts.keyKind == .ec && facts.keyBits == 256 && facts.curve == "prime256v1")
        #expect(facts.signature == "ecdsa-with-SHA256" && facts.signatureDigest == "SHA256")
        #expect(facts.isSelfSigned && !facts.isAuthority && facts.mustStaple)
    }

    @Test(arguments: [
        (["rsa:1024"], "-sha1", "rsa 1024 - RSA-SHA1 SHA1"), (["ed25519"], "-sha256", "ed25519 256 - ED25519 -"),
        (["ed448"], "-sha256", "ed448 456 - ED448 -"),
        (["ec", "-pkeyopt", "ec_paramgen_curve:secp384r1"], "-sha384", "ec 384 secp384r1 ecdsa-with-SHA384 SHA384"),
        (["rsa:2048", "-sigopt", "rsa_padding_mode:pss"], "-sha512", "rsa 2048 - RSASSA-PSS SHA512"),
        (["rsa:2048"], "-md5", "rsa 2048 - RSA-MD5 MD5"),
    ]) func `keys and signatures have their names`(key: [String], digest: String, expected: String) throws {
        let facts = facts(of: [try workshop.make("/CN=a", Workshop.authority, key: key, digest: digest).der])[0]
        let text = "\(facts.keyKind) \(facts.keyBits) \(facts.curve ?? "-") \(facts.signature) \(facts.signatureDigest ?? "-")"
        #expect(text == expected)
        #expect(facts.isAuthority)
    }

    @Test func `of 5,000 names those that matter stand first`() throws {
        let names = (0..<5000).map { "DNS:n\($0).example.com" }.joined(separator: ",")
        let file = "\(workshop.directory)/many.cnf"
        try write("[req]\ndistinguished_name=n\n[n]\n[x]\nsubjectAltName=\(names),DNS:*.Example.org,DNS:www.example.org\n", to: file)
        let out = "\(workshop.directory)/many.pem"
        let result = try Workshop.openssl([
            "req", "-x509", "-config", file, "-extensions", "x", "-subj", "/CN=many", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null", "-out", out, "-outform", "DER",
        ])
        #expect(result.status == 0, "\(result.output)")
        let der = Array(try Data(contentsOf: URL(filePath: out)))
        let facts = facts(of: [der], declaredName: "WWW.example.org")[0]
        #expect(facts.nameCount == 5002)
        #expect(facts.dnsNames.count == 200)
        #expect(facts.dnsNames.prefix(3) == ["*.example.org", "www.example.org", "n0.example.com"])
    }

    @Test func `bytes that are no certificate are counted and told`() throws {
        let made = try workshop.chain()
        var request = HandshakeRequest()
        request.time = now
        var list = PresentedList(.any)
        list.certificates = [made.leaf.der, Array(made.middle.der.dropLast()), made.middle.der + [0], [], made.middle.der]
        let shown = ShownCertificates([list], for: request, until: .after(milliseconds: 10_000), system: TrustStore())
        #expect(shown.chains[0].count == 5)
        #expect(shown.chains[0].presented == [0, 1])
        #expect(shown.chains[0].problem == "certificate 4 of 5 cannot be read")
        list.certificates[0] = [0x30]
        let headless = ShownCertificates([list], for: request, until: .after(milliseconds: 10_000), system: TrustStore()).chains[0]
        #expect(headless.presented == [] && headless.paths == [] && headless.count == 5)
        #expect(headless.problem == "certificate 1 of 5 cannot be read")
    }

    @Test func `every broken certificate is survived`() throws {
        let made = try workshop.chain(Workshop.server + ["tlsfeature=status_request"])
        for place in made.leaf.der.indices {
            for value in [UInt8(0), 0x7F, 0xFF, made.leaf.der[place] ^ 1] {
                var broken = made.leaf.der
                broken[place] = value
                for certificate in facts(of: [broken, made.middle.der]) { #expect(throws: Never.self) { try certificate.canonicalJSON() } }
            }
        }
    }

    @Test func `a message that breaks off keeps what it held`() throws {
        let made = try workshop.chain()
        let certificate = { (der: [UInt8]) in [0, UInt8(der.count >> 8), UInt8(der.count & 255)] + der }
        let list = certificate(made.leaf.der) + certificate(made.middle.der)
        let body = [0, UInt8(list.count >> 8), UInt8(list.count & 255)] + list
        let whole = CertificateMessage(parsing: body, version: .tls12)
        #expect(whole.certificates == [made.leaf.der, made.middle.der] && whole.isWhole)
        for length in body.indices {
            #expect(!CertificateMessage(parsing: body.prefix(length), version: .tls12).isWhole)
            _ = CertificateMessage(parsing: body.prefix(length), version: .tls13)
        }
    }

    @Test func `what services send at the most still fits into an answer`() throws {
        let issuer = try workshop.make("/CN=root", Workshop.authority)
        let names = (0..<300).map { "DNS:\(String(repeating: "a", count: 60)).\(String(repeating: "b", count: 60)).n\($0).example" }
        let organisation = String(repeating: "%", count: 64)
        let lists = try (0..<4).map { client in
            var list = PresentedList(.any)
            list.certificates = try (0..<18).map { number in
                let subject = "/O=\(organisation)/OU=\(organisation)/L=\(organisation)/CN=\(client) \(number)"
                return try workshop.make(subject, by: issuer, ["subjectAltName=\(names.joined(separator: ","))"]).der
            }
            return list
        }
        var request = HandshakeRequest()
        request.declaredName = "\(String(repeating: "a", count: 60)).\(String(repeating: "b", count: 60)).n299.example"
        let shown = ShownCertificates(lists, for: request, until: .after(milliseconds: 60_000), system: TrustStore())
        var handshake = Handshake()
        handshake.certificates = shown.certificates
        handshake.chains = shown.chains
        #expect(try handshake.canonicalJSON().count <= 96 << 10)
        #expect(shown.certificates.allSatisfy { $0.dnsNames.first == request.declaredName && $0.nameCount == 300 })
        #expect(shown.chains.map(\.count) == [18, 18, 18, 18])
        #expect(shown.chains[3].problem == "more certificates than are looked at: 18")
    }
}
