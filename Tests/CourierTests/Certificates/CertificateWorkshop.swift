import Foundation
import Testing

/// Makes certificates with the `openssl` command, in a directory of its own.
final class CertificateWorkshop {
    /// A certificate with its key.
    struct Made {
        let certificate: String
        let key: String
        let der: [UInt8]
    }

    let directory: String
    private var count = 0

    /// The extensions of an authority.
    static let authority = ["basicConstraints=critical,CA:true", "keyUsage=critical,keyCertSign"]
    static let server = ["basicConstraints=critical,CA:false", "subjectAltName=DNS:www.example.org", "extendedKeyUsage=serverAuth"]

    init() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "soc2d-certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        directory = place.path
        try Data("[req]\ndistinguished_name=name\n[name]\n".utf8).write(to: place.appending(path: "empty.cnf"))
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// A new certificate.
    /// - Parameters:
    ///   - subject: such as `/CN=root`.
    ///   - issuer: nil to sign itself.
    ///   - namesKeys: whether it tells its own key and its issuer's apart from others of the same name.
    ///   - like: a certificate whose key it takes over: a cross-signed one.
    func make(
        _ subject: String, by issuer: Made? = nil, like: Made? = nil, _ extensions: [String], days: Int = 100, key: [String] = ["ec"],
        digest: String = "-sha256", namesKeys: Bool = true
    ) throws -> Made {
        count += 1
        let made = "\(directory)/\(count)"
        var arguments = [
            "req", "-x509", "-config", "\(directory)/empty.cnf", "-subj", subject, "-days", "\(days)", digest, "-out", "\(made).pem",
        ]
        if let like {
            arguments += ["-key", like.key]
        } else {
            arguments += ["-nodes", "-keyout", "\(made).key", "-newkey", key[0]]
            arguments += key == ["ec"] ? ["-pkeyopt", "ec_paramgen_curve:P-256"] : Array(key.dropFirst())
        }
        if let issuer { arguments += ["-CA", issuer.certificate, "-CAkey", issuer.key] }
        let authority = issuer == nil || !namesKeys ? "none" : "keyid"
        let keys = ["subjectKeyIdentifier=\(namesKeys ? "hash" : "none")", "authorityKeyIdentifier=\(authority)"]
        for text in extensions + keys { arguments += ["-addext", text] }
        let result = try Self.openssl(arguments)
        try #require(result.status == 0, "\(result.output)")
        return Made(certificate: "\(made).pem", key: like?.key ?? "\(made).key", der: try Self.der("\(made).pem"))
    }

    /// A root, an intermediate authority and a server's certificate.
    func chain(_ serverExtensions: [String] = CertificateWorkshop.server) throws -> (root: Made, middle: Made, leaf: Made) {
        let root = try make("/CN=Root", Self.authority, days: 3000)
        let middle = try make("/CN=Middle", by: root, Self.authority, days: 1000)
        return (root, middle, try make("/CN=www.example.org", by: middle, serverExtensions))
    }

    /// Puts certificates into one file.
    func bundle(_ certificates: [Made]) throws -> String {
        count += 1
        let path = "\(directory)/\(count).bundle.pem"
        let text = try certificates.map { try String(contentsOfFile: $0.certificate, encoding: .utf8) }.joined()
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    /// The number of the error that `openssl verify` finds; 0 for none.
    func verify(_ presented: [Made], anchors: [Made], at time: Int64) throws -> Int {
        var arguments = ["verify", "-no-CApath", "-no-CAstore", "-purpose", "sslserver", "-auth_level", "0", "-attime", "\(time)"]
        arguments += anchors.isEmpty ? ["-no-CAfile"] : ["-CAfile", try bundle(anchors)]
        if presented.count > 1 { arguments += ["-untrusted", try bundle(Array(presented.dropFirst()))] }
        let result = try Self.openssl(arguments + [presented[0].certificate])
        if result.status == 0 { return 0 }
        let words = result.output.split(separator: " ")
        let place = try #require(words.firstIndex { $0.hasSuffix("error") }, "\(result.output)")
        return try #require(Int(words[place + 1]))
    }

    static func openssl(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static func der(_ path: String) throws -> [UInt8] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        return Array(try #require(Data(base64Encoded: lines.joined())))
    }
}

/// Now, to the second.
var now: Int64 { Int64(Date().timeIntervalSince1970) }
let day: Int64 = 86_400

func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }
