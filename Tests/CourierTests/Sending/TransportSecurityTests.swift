import Courier
import Foundation
import ProbeKit
import Testing

/// Whom the courier believes to be the receiver.
@Suite(.timeLimit(.minutes(2))) struct TransportSecurityTests {
    private static let here = ["basicConstraints=critical,CA:false", "subjectAltName=IP:127.0.0.1"]
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

    /// Sends over TLS to a server on loopback.
    /// - Parameter trusting: certificates for `CAFile=`.
    private func send(
        _ workshop: CertificateWorkshop, _ made: CertificateWorkshop.Made, trusting anchors: [CertificateWorkshop.Made],
        _ arguments: [String] = [], more: String = ""
    ) throws -> Sent {
        var lines = "Kind=slack\nInternal=yes\n\(more)"
        if !anchors.isEmpty { lines += "\nCAFile=\(try workshop.bundle(anchors))" }
        var sent = Sent()
        try withReceiver(["-cert", made.certificate, "-key", made.key] + arguments, saying: Self.answer) { port in
            sent = try PostOffice(["ops": lines], credentials: ["ops": "https://127.0.0.1:\(port)/secretpath"]).send()
        }
        #expect(!sent.excerpt.contains("secretpath"))
        return sent
    }

    @Test func `a server is believed whose certificate leads to a trusted one and names it`() throws {
        let workshop = try CertificateWorkshop()
        let root = try workshop.make("/CN=Root", CertificateWorkshop.authority)
        let leaf = try workshop.make("/CN=x", by: root, Self.here)
        let sent = try send(workshop, leaf, trusting: [root])
        #expect(sent.code == 200 && sent.failure == nil, "\(sent)")
        #expect(try send(workshop, leaf, trusting: [root], ["-tls1_2"]).code == 200)
    }

    @Test func `one of its own making, one for another name and one of another authority are not`() throws {
        let workshop = try CertificateWorkshop()
        let root = try workshop.make("/CN=Root", CertificateWorkshop.authority)
        let other = try workshop.make("/CN=Other", CertificateWorkshop.authority)
        let leaf = try workshop.make("/CN=x", by: root, Self.here)
        let selfSigned = try workshop.make("/CN=127.0.0.1", Self.here)
        let misnamed = try workshop.make("/CN=127.0.0.1", by: root, CertificateWorkshop.server)
        #expect(try send(workshop, selfSigned, trusting: []).failure == .tls)
        #expect(try send(workshop, selfSigned, trusting: [root]).failure == .tls)
        #expect(try send(workshop, misnamed, trusting: [root]).failure == .tls)
        #expect(try send(workshop, leaf, trusting: [other]).failure == .tls)
        #expect(try send(workshop, leaf, trusting: []).failure == .tls)
    }

    @Test func `an expired certificate is not believed, and the words say so`() throws {
        let workshop = try CertificateWorkshop()
        let root = try workshop.make("/CN=Root", CertificateWorkshop.authority)
        let expired = try workshop.expired(by: root, Self.here)
        let sent = try send(workshop, expired, trusting: [root])
        #expect(sent.failure == .tls && sent.excerpt.contains("expired"), "\(sent)")
    }

    @Test(arguments: ["-tls1_1", "-tls1"])
    func `older versions of TLS are not spoken`(version: String) throws {
        let workshop = try CertificateWorkshop()
        let root = try workshop.make("/CN=Root", CertificateWorkshop.authority)
        let leaf = try workshop.make("/CN=x", by: root, Self.here)
        #expect(try send(workshop, leaf, trusting: [root], [version, "-cipher", "ALL:@SECLEVEL=0"]).failure == .tls)
    }

    @Test func `of several pinned keys the server shows one, or is not believed`() throws {
        let workshop = try CertificateWorkshop()
        let root = try workshop.make("/CN=Root", CertificateWorkshop.authority)
        let leaf = try workshop.make("/CN=x", by: root, Self.here)
        let spare = "Pin=sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        let theirs = "Pin=sha256//\(try workshop.pin(of: leaf))"
        #expect(try send(workshop, leaf, trusting: [root], more: "\(spare)\n\(theirs)").code == 200)
        #expect(try send(workshop, leaf, trusting: [root], more: "\(spare)\n\(spare)").failure == .tls)
    }

    @Test func `who speaks no TLS is not spoken to without it`() throws {
        let heard = Heard()
        let server = ScriptedServer { peer in heard.add(String(decoding: peer.hear(), as: UTF8.self)) }
        let office = try PostOffice(["ops": "Kind=slack\nInternal=yes"], credentials: ["ops": "https://127.0.0.1:\(server.port)/"])
        #expect(office.send().failure == .tls)
        #expect(heard.all.allSatisfy { !$0.contains("POST") })
    }
}

extension CertificateWorkshop {
    /// A certificate that ended years ago.
    fileprivate func expired(by issuer: Made, _ extensions: [String]) throws -> Made {
        let fresh = try make("/CN=x", by: issuer, extensions)
        let place = "\(directory)/expired"
        let configuration = """
            [ca]
            default_ca=here
            [here]
            database=\(place).index
            serial=\(place).serial
            new_certs_dir=\(directory)
            default_md=sha256
            policy=any
            x509_extensions=names
            [any]
            commonName=supplied
            [names]
            \(extensions.joined(separator: "\n"))
            [req]
            distinguished_name=name
            [name]
            """
        try write(configuration, to: "\(place).cnf")
        try write("", to: "\(place).index")
        try write("01\n", to: "\(place).serial")
        let asked = try Self.openssl(
            ["req", "-new", "-config", "\(place).cnf", "-key", fresh.key, "-subj", "/CN=x", "-out", "\(place).csr"])
        #expect(asked.status == 0, "\(asked.output)")
        let made = try Self.openssl(
            [
                "ca", "-batch", "-notext", "-config", "\(place).cnf", "-cert", issuer.certificate, "-keyfile", issuer.key, "-in",
                "\(place).csr",
                "-startdate", "20200101000000Z", "-enddate", "20200102000000Z", "-out", "\(place).pem",
            ])
        #expect(made.status == 0, "\(made.output)")
        return Made(certificate: "\(place).pem", key: fresh.key, der: [])
    }

    /// The digest of its public key, in base64.
    fileprivate func pin(of made: Made) throws -> String {
        let place = "\(directory)/pin"
        _ = try Self.openssl(["x509", "-in", made.certificate, "-noout", "-pubkey", "-out", "\(place).pem"])
        _ = try Self.openssl(["pkey", "-pubin", "-in", "\(place).pem", "-outform", "DER", "-out", "\(place).der"])
        _ = try Self.openssl(["dgst", "-sha256", "-binary", "-out", "\(place).sha", "\(place).der"])
        return try Data(contentsOf: URL(filePath: "\(place).sha")).base64EncodedString()
    }
}
