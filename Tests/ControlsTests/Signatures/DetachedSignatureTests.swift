import Controls
import HostFixtures
import Testing

/// Signature files: what is one, and what everything else is called.
struct DetachedSignatureTests {
    private func problem(_ text: String) -> String {
        do throws(SignatureProblem) { _ = try DetachedSignature(parsing: Array(text.utf8)) } catch { return error.description }
        return ""
    }

    @Test func `a file of OpenSSH's form is read, also with the line ends of Windows and with any of its two hashes`() throws {
        let signature = try DetachedSignature(parsing: Array(SignatureFile().text.utf8))
        #expect(signature.hash == .sha512 && signature.key.bytes == [UInt8](repeating: 7, count: 32))
        #expect(try DetachedSignature(parsing: Array(SignatureFile().text.replacing("\n", with: "\r\n").utf8)) == signature)
        #expect(try DetachedSignature(parsing: Array(SignatureFile.with { $0.hash = "sha256" }.utf8)).hash == .sha256)
    }

    static let mistakes: [(String, String)] = [
        ("", "its first line is not that of one"),
        ("-----BEGIN SSH SIGNATURE-----\n", "its last line is not that of one"),
        ("-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n", "it does not begin with SSHSIG"),
        ("-----BEGIN PGP SIGNATURE-----\n-----END PGP SIGNATURE-----\n", "its first line is not that of one"),
        ("-----BEGIN SSH SIGNATURE-----\n!!!!\n-----END SSH SIGNATURE-----\n", "no base64"),
        (" " + SignatureFile().text, "its first line is not that of one"),
        (SignatureFile().text + "more\n", "its last line is not that of one, it may be cut off"),
        (SignatureFile().text + SignatureFile().text, "no base64"),
        (String(SignatureFile().text.dropLast(40)), "its last line is not that of one, it may be cut off"),
        (SignatureFile.with { $0.magic = Array("SSHSIC".utf8) }, "it does not begin with SSHSIG"),
        (SignatureFile.with { $0.version = 2 }, "it is not of version 1"),
        (SignatureFile.with { $0.key = [1, 2, 3] }, "its key is not of 32 bytes"),
        (SignatureFile.with { $0.hash = "md5\u{1B}" }, "neither sha256 nor sha512, but “md5%1B”"),
        (SignatureFile.with { $0.signatureType = "ssh-rsa" }, "it is not of 64 bytes of ssh-ed25519"),
        (SignatureFile.with { $0.signature = [1] }, "it is not of 64 bytes of ssh-ed25519"),
        (SignatureFile.with { $0.behind = [0] }, "its fields end too early or too late"),
        (SignatureFile.with { $0.keyType = "ssh-rsa" }, "made with a key of type “ssh-rsa”; sign with a key of type ssh-ed25519"),
        (SignatureFile.with { $0.keyType = "sk-ssh-ed25519@openssh.com" }, "made with a key of type “sk-ssh-ed25519@openssh.com”"),
        (SignatureFile.with { $0.namespace = "file" }, "made for the namespace “file”; sign again with `ssh-keygen -Y sign -n soc2d`"),
        (SignatureFile.with { $0.namespace = "soc2d\0" }, "made for the namespace “soc2d%00”"),
        (String(repeating: "\n", count: 65_537), "larger than 65536 bytes"),
    ]

    @Test(arguments: mistakes)
    func `what is no signature is named for what is wrong with it`(_ text: String, _ expected: String) {
        #expect(problem(text).contains(expected), "\(problem(text))")
    }

    @Test func `cut anywhere, it is no signature`() {
        let blob = SignatureFile().blob
        for count in 0..<blob.count {
            let text = Base64.encodePadded(Array(blob.prefix(count)))
            #expect(!problem("-----BEGIN SSH SIGNATURE-----\n\(text)\n-----END SSH SIGNATURE-----\n").isEmpty)
        }
    }
}
