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
