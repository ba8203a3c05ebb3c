import Foundation
import ProbeKit
import Testing

@testable import Probes

struct DumpHeaderTests {
    /// What a real program writes, by a shell in a scratch directory; nil where the program is not installed.
    private func written(by program: String, _ script: String) throws -> [UInt8]? {
        let paths = ["/usr/bin/", "/usr/lib/postgresql/15/bin/"].map { $0 + program }
        guard paths.contains(where: { FileManager.default.isExecutableFile(atPath: $0) }) else { return nil }
        let directory = FileManager.default.temporaryDirectory.appending(path: "soc2d-header-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-ec", "printf 'secret of the house' >plain; \(script)"]
        process.currentDirectoryURL = directory
        process.environment = ["PATH": "/usr/bin:/bin", "GNUPGHOME": directory.path, "LC_ALL": "C"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(script)")
        return try Array(Data(contentsOf: directory.appending(path: "out")).prefix(4096))
    }

    @Test(arguments: [
        ("gzip", "gzip <plain >out", "gzip"), ("zstd", "zstd -q <plain >out", "zstd"), ("xz", "xz <plain >out", "xz"),
        ("bzip2", "bzip2 <plain >out", "bzip2"), ("lz4", "lz4 -q plain out", "lz4"), ("tar", "tar cf out plain", "tar"),
        ("zip", "zip -q out.zip plain; mv out.zip out", "zip"), ("sqlite3", "sqlite3 out 'create table t (a)'", "SQLite"),
        ("sqlite3", "sqlite3 :memory: .dump >out", "SQL"),
        ("gpg", "gpg --batch --store -o out plain", "OpenPGP, signed or packed but not encrypted"),
        ("gpg", "gpg --batch --armor --store -o out plain", "OpenPGP, signed or packed but not encrypted"),
    ])
    func `what a real program writes in the clear is not encrypted`(program: String, script: String, name: String) throws {
        guard let header = try written(by: program, script) else { return }
        #expect(DumpHeader(header).encryption == EncryptionMode(name, isEncrypted: false))
    }

    private static let passphrase = "gpg --batch --pinentry-mode loopback --passphrase x"
    private static let key = "gpg --batch --passphrase '' --quick-generate-key a@example.com default default never"

    @Test(arguments: [
        ("gpg", "\(passphrase) -c -o out plain", "OpenPGP"), ("gpg", "\(passphrase) --armor -c -o out plain", "OpenPGP"),
        ("gpg", "\(key); gpg --batch --trust-model always -r a@example.com -e -o out plain", "OpenPGP"),
        ("gpg", "\(key); gpg --batch --trust-model always -r a@example.com --armor -e -o out plain", "OpenPGP"),
        ("gpg", "\(key); gpg --batch --trust-model always --hidden-recipient a@example.com -e -o out plain", "OpenPGP"),
        ("openssl", "openssl enc -aes-256-cbc -pbkdf2 -k x -in plain -out out", "openssl"),
        ("openssl", "openssl enc -a -aes-256-cbc -pbkdf2 -k x -in plain -out out", "openssl"),
        ("age", "age-keygen -o key 2>/dev/null; age -r $(age-keygen -y key) -o out plain", "age"),
    ])
    func `what a real program encrypts is encrypted`(program: String, script: String, name: String) throws {
        guard let header = try written(by: program, script) else { return }
        #expect(DumpHeader(header).encryption == EncryptionMode(name, isEncrypted: true))
    }

    @Test func `a signature alone hides nothing`() throws {
        let script = "\(Self.key); gpg --batch -o out "
        for option in ["--sign", "--clearsign", "--armor --sign", "--sign --compress-algo none"] {
            guard let header = try written(by: "gpg", script + option + " plain") else { return }
            #expect(DumpHeader(header).encryption?.isEncrypted == false, "\(option)")
        }
    }

    @Test func `published magics are known`() {
        let cases: [([UInt8], String, Bool)] = [
            (Array("age-encryption.org/v1\n-> X25519 abc".utf8), "age", true),
            (Array("-----BEGIN AGE ENCRYPTED FILE-----\n".utf8), "age", true), (Array("LUKS".utf8) + [0xBA, 0xBE, 0, 2], "LUKS", true),
            (Array("PGDMP\u{1}\u{e}".utf8), "pg_dump", false), (Array("--\n-- PostgreSQL database dump\n".utf8), "SQL", false),
            (Array("/*M!999999\\- enable the sandbox mode */".utf8), "SQL", false),
        ]
        for (bytes, name, isEncrypted) in cases { #expect(DumpHeader(bytes).encryption == EncryptionMode(name, isEncrypted: isEncrypted)) }
    }

    @Test func `a ZIP archive is clear where its first member is, and is never known to be encrypted as a whole`() {
        let head = Array("PK".utf8) + [3, 4, 51, 0]
        #expect(DumpHeader(head + [1, 0, 99, 0]).encryption == nil)
        #expect(DumpHeader(head + [1, 0, 8, 0]).encryption == nil)
        #expect(DumpHeader(head + [0, 0, 8, 0]).encryption == EncryptionMode("zip", isEncrypted: false))
    }

    @Test func `of a real ZIP archive with an encrypted member before a clear one nothing is said`() throws {
        let script = "zip -q -P x out.zip plain; echo a >other; zip -q -0 out.zip other; mv out.zip out"
        guard let header = try written(by: "zip", script) else { return }
        #expect(DumpHeader(header).encryption == nil)
    }

    @Test func `nothing is said about what is unknown, and about too little`() {
        let unknown: [[UInt8]] = [
            [], [0x85], [0x8C], [0xC1, 0xFF], [0x84, 0, 0, 0, 0, 0], Array("-----BEGIN PKCS7-----\n".utf8),
            Array("7z".utf8) + [0xBC, 0xAF],
            Array("-----BEGIN PGP MESSAGE-----\n".utf8), Array("-----BEGIN PGP MESSAGE-----\n\n!!!!\n".utf8),
            Array("PK\u{3}\u{4}".utf8), Array("$ANSIBLE_VAULT;1.1;AES256".utf8),
        ]
        for bytes in unknown { #expect(DumpHeader(bytes).encryption == nil, "\(bytes)") }
    }

    @Test func `no header of random bytes is taken for a message`() {
        var generator = SystemRandomNumberGenerator()
        var taken = 0
        for _ in 0..<20_000 {
            let bytes = (0..<12).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if DumpHeader(bytes).encryption != nil { taken += 1 }
        }
        #expect(taken < 100)
    }
}
