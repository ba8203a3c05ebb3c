import Foundation
import Testing

/// Waivers signed by OpenSSH's own ssh-keygen, read by the built `soc2d`.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen"), "ssh-keygen is not installed"))
struct SignedWaiverCommandTests {
    private static let control =
        "[Control]\nId=AC-02\nDescription=d\nOwner=o\nCriterion=CC6.3\n[Test]\nProbe=account-drift\nCheck=root-uid\n"

    private static var waiver: String {
        let day = { (offset: Double) in ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: offset * 86_400)) }
        return """
            [Waiver]
            Control=AC-02
            Check=root-uid
            Subject=toor
            Reason=emergency console
            RequestedBy=alice
            ApprovedBy=bob
            ApprovedAt=\(day(-1))
            Expires=\(day(30))
            CompensatingControl=a locked door

            """
    }

    /// A directory with keys of bob, eve and an RSA one, a configuration in which bob and eve may sign, and the waiver signed by one.
    private func signed(
        by signer: String = "bob", namespace: String = "soc2d", hash: String = "sha512",
        _ body: (_ top: String, _ config: String) throws -> Void
    ) throws {
        try withFiles(["config/controls.d/account-drift.control": Self.control, "config/waivers.d/W-12.waiver": Self.waiver]) { top in
            for name in ["bob", "eve", "stranger"] { try keygen("-q", "-t", "ed25519", "-N", "", "-C", "a laptop", "-f", "\(top)/\(name)") }
            try keygen("-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "\(top)/rsa")
            let lines = try ["bob", "eve"].map { "Signer=\($0) \(try String(contentsOfFile: "\(top)/\($0).pub", encoding: .utf8))" }
            try write("[Keys]\n" + lines.joined(), to: "\(top)/config/soc2d.conf")
            try keygen(
                "-Y", "sign", "-f", "\(top)/\(signer)", "-n", namespace, "-O", "hashalg=\(hash)", "\(top)/config/waivers.d/W-12.waiver")
            try body(top, "\(top)/config")
        }
    }

    private func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(filePath: path)) }

    /// What `soc2d waivers` says against a configuration.
    private func refusal(_ config: String) throws -> String {
        let list = try Command("waivers", "--config", config)
        #expect(list.status == 78 && list.output.isEmpty, "\(list.output)")
        return list.errors
    }

    @Test(arguments: ["sha256", "sha512"])
    func `a waiver that its approver signed is listed with who signed it and by which key`(_ hash: String) throws {
        try signed(hash: hash) { _, config in
            let list = try Command("waivers", "--config", config)
            #expect(list.status == 0 && list.output.contains(", signed by bob\n"), "\(list.output) \(list.errors)")
            let json = try #require(try Command("waivers", "--format", "json", "--config", config).json()["waivers"] as? [[String: String]])
            #expect(json.first?["signature"] == "signed" && json.first?["signedBy"] == "bob")
            #expect(json.first?["key"]?.hasPrefix("SHA256:") == true && json.first?["key"]?.count == 50)
        }
    }

    @Test func `a file or a signature that was changed since is refused`() throws {
        try signed { _, config in
            let file = "\(config)/waivers.d/W-12.waiver"
            try write(Self.waiver.replacing("Subject=toor", with: "Subject=eve"), to: file)
            #expect(try refusal(config).contains("W-12.waiver.sig: it does not fit the file"))
        }
        try signed { _, config in
            let file = "\(config)/waivers.d/W-12.waiver.sig"
            var lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
            let last = lines[lines.count - 2]
            lines[lines.count - 2] = String(last.prefix(8)) + (last.dropFirst(8).first == "A" ? "B" : "A") + String(last.dropFirst(9))
            try write(lines.joined(separator: "\n") + "\n", to: file)
            #expect(try refusal(config).contains("W-12.waiver.sig: it does not fit the file"))
            try write(lines.dropLast().joined(separator: "\n"), to: file)
            #expect(try refusal(config).contains("it may be cut off"))
        }
    }

    @Test(arguments: [
        ("stranger", "soc2d", "which belongs to nobody in [Keys]"), ("eve", "soc2d", "made by eve, but ApprovedBy=bob"),
        ("bob", "file", "made for the namespace “file”"), ("rsa", "soc2d", "made with a key of type “ssh-rsa”"),
    ])
    func `what another key signed, or the right one for something else, is refused`(
        _ signer: String, _ namespace: String, _ expected: String
    ) throws {
        try signed(by: signer, namespace: namespace) { _, config in
            let said = try refusal(config)
            #expect(said.contains(expected))
        }
    }

    @Test func `what ssh-keygen says of the key is what soc2d says of it`() throws {
        try signed { top, config in
            let json = try #require(try Command("waivers", "--format", "json", "--config", config).json()["waivers"] as? [[String: String]])
            let process = Process()
            let pipe = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/ssh-keygen")
            process.arguments = ["-l", "-f", "\(top)/bob.pub"]
            process.standardOutput = pipe
            try process.run()
            let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(said.contains(" \(json.first?["key"] ?? "none") "))
        }
    }
}
