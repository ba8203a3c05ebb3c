import Foundation
import Testing

/// Rosters and records that OpenSSH's own ssh-keygen signed, looked at by the built `soc2d`.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen"), "ssh-keygen is not installed"))
struct SignedDocumentCommandTests {
    private static let roster = "rosters/staff.roster"
    private static let restore = "records/web.restore.json"

    /// A restore that `soc2d record` compared, and a roster; both unsigned, beside the keys of bob, who may sign, and of a stranger.
    private func withDocuments(_ body: (RecordDirectory) throws -> Void) throws {
        try RecordDirectory.with { directory in
            let path = directory.path
            for name in ["bob", "stranger"] { try keygen("-q", "-t", "ed25519", "-N", "", "-f", "\(path)/\(name)") }
            try configure(directory)
            try directory.write(
                "conf/controls.d/account-drift.control.d/roster.conf", "[Settings]\nRoster=\(path)/\(Self.roster)\n")
            try directory.write(
                Self.roster, "[Roster]\nSource=hr.example.com\nImportedBy=ann\nAsOf=\(Date.now.ISO8601Format().prefix(10))\nAccount=root\n")
            try directory.write("data/a", "alpha")
            #expect(try directory.record("backup", "--set", "web", "--id", "4f3c", running: ["/bin/true"]).status == 0)
            let tested = try directory.record(
                "restore-test", "--set", "web", "--from", "4f3c", "--to", "DIR/to", "--against", "DIR/data",
                running: ["/bin/cp", "-a", "DIR/data", "DIR/to"])
            #expect(tested.status == 0, "\(tested.errors)")
            try body(directory)
        }
    }

    private func configure(_ directory: RecordDirectory, _ more: String = "") throws {
        let key = try String(contentsOfFile: "\(directory.path)/bob.pub", encoding: .utf8)
        try directory.write("conf/soc2d.conf", "[Keys]\nSigner=bob \(key)\(more)")
    }

    private func sign(_ directory: RecordDirectory, by name: String = "bob") throws {
        for file in [Self.roster, Self.restore] {
            try? FileManager.default.removeItem(atPath: "\(directory.path)/\(file).sig")
            try keygen("-Y", "sign", "-f", "\(directory.path)/\(name)", "-n", "soc2d", "\(directory.path)/\(file)")
        }
    }

    /// What is seen on a host with these files, as `RESULT REASON: OBSERVED; NOTES` of the restore, and of root or the roster.
    private func seen(_ directory: RecordDirectory) throws -> [String] {
        let root = "\(directory.path)/root"
        try? FileManager.default.removeItem(atPath: root)
        try FileManager.default.createDirectory(atPath: root + directory.path, withIntermediateDirectories: true)
        for name in ["records", "rosters"] {
            try run("/bin/cp", ["-a", "\(directory.path)/\(name)", root + directory.path])
        }
        try directory.write("root/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
        try directory.write("root/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\n")
        let look = try Command("probe", "--once", "--format", "json", "--root", root, "--config", "\(directory.path)/conf")
        let results = try #require(try look.json()["results"] as? [[String: Any]], "\(look.errors)")
        return [("backup-freshness.restore-test", "web"), ("account-drift.unapproved-account", "root")].map { check, subject in
            let own = results.filter { $0["check"] as? String == check }
            let found =
                own.first { ($0["subject"] as? String)?.hasPrefix("source:\(directory.path)/") == true }
                ?? own.first { $0["subject"] as? String == subject }
            let text = { (key: String) in found?[key] as? String ?? "-" }
            let notes = (found?["notes"] as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }
            return "\(text("result")) \(text("reason")): \(text("observed")); \(notes.joined(separator: ", "))"
        }
    }

    private func expect(_ seen: [String], _ start: String, _ words: String) {
        #expect(seen.allSatisfy { $0.hasPrefix(start) && $0.contains(words) }, "\(seen)")
    }

    @Test func `a record and a roster count with the signature of somebody in Keys, and say whose it is`() throws {
        try withDocuments { directory in
            expect(try seen(directory), "pass", "unsigned")
            try sign(directory)
            expect(try seen(directory), "pass", "signed by bob")
            try configure(directory, "RequireSignature=yes\n")
            expect(try seen(directory), "pass", "signed by bob")
        }
    }

    @Test func `a file or a signature that was changed since, another key and none where there has to be one are no ground`() throws {
        try withDocuments { directory in
            try sign(directory, by: "stranger")
            expect(try seen(directory), "inconclusive not-observable", "which belongs to nobody in [Keys]")
            try sign(directory)
            for file in [Self.roster, Self.restore] {
                let text = try String(contentsOfFile: "\(directory.path)/\(file)", encoding: .utf8)
                try directory.write(file, text + "\n")
            }
            expect(try seen(directory), "inconclusive source-conflict", ".sig: it does not fit the file")
            try sign(directory)
            for file in [Self.roster, Self.restore] {
                var lines = try String(contentsOfFile: "\(directory.path)/\(file).sig", encoding: .utf8).split(separator: "\n").map(
                    String.init)
                let last = lines[lines.count - 2]
                lines[lines.count - 2] = String(last.prefix(8)) + (last.dropFirst(8).first == "A" ? "B" : "A") + String(last.dropFirst(9))
                try directory.write("\(file).sig", lines.joined(separator: "\n") + "\n")
            }
            expect(try seen(directory), "inconclusive source-conflict", ".sig: it does not fit the file")
            for file in [Self.roster, Self.restore] { try FileManager.default.removeItem(atPath: "\(directory.path)/\(file).sig") }
            try configure(directory, "RequireSignature=yes\n")
            expect(try seen(directory), "inconclusive not-observable", "RequireSignature= wants it")
        }
    }
}
