import Foundation
import Testing

/// `soc2d evidence`.
struct EvidenceCommandTests {
    @Test func `a whole ledger gives two good verdicts, by the key that was handed over`() throws {
        let host = try WatchedHost()
        let verified = try host.command("evidence", "verify", "--key", host.verifierKey)
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        let lines = verified.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("integrity: ") == true && lines.contains("completeness: reconciled"), "\(verified.output)")
        #expect(!verified.output.contains("--key") && verified.output.contains("--anchor"))
        let own = try host.command("evidence", "verify")
        #expect(own.status == 0 && own.output.replacing("\n      ", with: " ").contains("proves nothing about who wrote it"))
        #expect(try host.command("evidence", "verify", "--format", "json").json()["keyFrom"] as? String == "genesis")
    }

    @Test func `a copy is verified without anything else, against a checkpoint from elsewhere`() throws {
        let host = try WatchedHost()
        let note = try host.command("evidence", "checkpoint").output
        let key = try host.command("evidence", "key").output
        try withFiles(["note": note, "log.pem": key]) { root in
            try FileManager.default.copyItem(atPath: "\(host.state)/ledger", toPath: "\(root)/copy")
            for leftover in ["-wal"] where FileManager.default.fileExists(atPath: "\(host.state)/ledger\(leftover)") {
                try FileManager.default.copyItem(atPath: "\(host.state)/ledger\(leftover)", toPath: "\(root)/copy\(leftover)")
            }
            let copy = try Command("evidence", "verify", "\(root)/copy", "--key", "\(root)/log.pem", "--anchor", "\(root)/note")
            #expect(copy.status == 0 && copy.output.hasPrefix("integrity: verified"), "\(copy.output)\(copy.errors)")
            #expect(!copy.output.contains("note:"))
        }
    }

    @Test func `a checkpoint that the ledger does not continue, or of another log, breaks it`() throws {
        let (host, other) = (try WatchedHost(), try WatchedHost())
        try withFiles(["note": try other.command("evidence", "checkpoint").output]) { root in
            let strange = try host.command("evidence", "verify", "--anchor", "\(root)/note")
            #expect(strange.status == 1 && strange.output.hasPrefix("integrity: broken"), "\(strange.output)\(strange.errors)")
            #expect(strange.output.contains("completeness: reconciled"))
        }
    }

    @Test func `the monitor's own ledger has to continue the checkpoint beside it, which is said not to anchor it`() throws {
        let host = try WatchedHost()
        func verified(_ arguments: String...) throws -> (status: Int32, output: String) {
            let command = try Command(["evidence", "verify"] + arguments)
            return (command.status, command.output.replacing("\n      ", with: " "))
        }
        let none = try verified("--state", host.state)
        #expect(none.status == 0 && none.output.contains("counts for nothing (there is no such file)"), "\(none)")
        try withFiles(["state/x": "", "empty/y": ""]) { root in
            for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: "\(host.state)/ledger\(suffix)") {
                try FileManager.default.copyItem(atPath: "\(host.state)/ledger\(suffix)", toPath: "\(root)/state/ledger\(suffix)")
            }
            try host.goOn()
            let note = try host.command("evidence", "checkpoint").output
            for state in [host.state, "\(root)/state"] { try Data(note.utf8).write(to: URL(filePath: "\(state)/checkpoint")) }
            let whole = try verified("--state", host.state)
            #expect(whole.status == 0 && whole.output.hasPrefix("integrity: unanchored since"), "\(whole)")
            #expect(whole.output.contains("lies beside the ledger") && whole.output.contains("nothing about who can replace both"))
            let old = try verified("--state", "\(root)/state")
            #expect(old.status == 1 && old.output.hasPrefix("integrity: broken"), "\(old)")
            // A file that somebody names has no neighbour.
            let named = try verified("\(root)/state/ledger")
            #expect(named.status == 0 && !named.output.contains("state/checkpoint"), "\(named)")
        }
    }

    @Test func `a checkpoint beside the ledger that is none, or of another log, is told and counts for nothing`() throws {
        let (host, other) = (try WatchedHost(), try WatchedHost())
        for note in ["junk\n", "", try other.command("evidence", "checkpoint").output] {
            try Data(note.utf8).write(to: URL(filePath: "\(host.state)/checkpoint"))
            let verified = try host.command("evidence", "verify", "--format", "json")
            let limits = try verified.json()["limits"] as? [String] ?? []
            #expect(verified.status == 0 && limits.contains { $0.contains("/checkpoint counts for nothing (") }, "\(verified.output)")
        }
        try FileManager.default.removeItem(atPath: "\(host.state)/checkpoint")
        mkfifo("\(host.state)/checkpoint", 0o600)
        #expect(try host.command("evidence", "verify").output.contains("not a regular file but a fifo"))
    }

    @Test func `what is given as a key or checkpoint and is no file is unusable, not forbidden`() throws {
        let host = try WatchedHost()
        try withFiles(["long": String(repeating: "x\n", count: 1 << 17), "binary": "\u{0}\u{1}\n"]) { root in
            mkfifo("\(root)/fifo", 0o600)
            for path in ["/dev/null", root, "\(root)/fifo", "\(root)/long", "\(root)/binary"] {
                for option in ["--key", "--anchor"] {
                    let unusable = try host.command("evidence", "verify", option, path)
                    #expect(unusable.status == 65 && !unusable.errors.isEmpty, "\(option) \(path): \(unusable.status)")
                }
            }
            let missing = try Command("evidence", "verify", "\(root)/none")
            #expect(missing.status == 66 && missing.errors == "soc2d: there is no file \(root)/none\n")
        }
    }

    @Test func `keys, checkpoints and files that are none are told apart`() throws {
        let host = try WatchedHost()
        try withFiles(["junk": "junk\n"]) { root in
            #expect(try host.command("evidence", "verify", "--key", "\(root)/junk").status == 65)
            #expect(try host.command("evidence", "verify", "--anchor", "\(root)/junk").status == 65)
            #expect(try host.command("evidence", "verify", "--key", "\(root)/none").status == 66)
            #expect(try host.command("evidence", "verify", "\(root)/none").status == 66)
            let strange = try WatchedHost().verifierKey
            #expect(try host.command("evidence", "verify", "--key", strange).status == 1)
        }
    }

    @Test func `the key prints as a verifier key and as PEM, and the leaves as entry bundles`() throws {
        let host = try WatchedHost()
        let key = try host.command("evidence", "key").output
        #expect(key.hasPrefix("\(host.verifierKey)\n-----BEGIN PUBLIC KEY-----\n") && key.hasSuffix("-----END PUBLIC KEY-----\n"))
        #expect(try host.command("evidence", "checkpoint").output.hasPrefix("\(WatchedHost.origin)\n8\n"))
        let leaves = try host.command("evidence", "leaves")
        #expect(leaves.status == 0 && leaves.output.components(separatedBy: #""v":1,"#).count == 9)
        #expect(try host.command("evidence", "leaves", "--size", "1").output.components(separatedBy: #""v":1,"#).count == 2)
        #expect(try host.command("evidence", "leaves", "--size", "9").status == 2)
        #expect(try host.command("evidence", "leaves", "--size", "-9").status == 64)
    }
}
