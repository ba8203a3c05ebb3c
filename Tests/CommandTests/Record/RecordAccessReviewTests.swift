import Foundation
import Testing

/// `soc2d record access-review`.
struct RecordAccessReviewTests {
    /// A tree with two accounts and a rule.
    private func withRoot(_ body: (RecordDirectory) throws -> Void) throws {
        try RecordDirectory.with { directory in
            try directory.write("root/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n")
            try directory.write("root/etc/group", "root:x:0:\nsudo:x:27:alice\n")
            try directory.write("root/etc/hostname", "web-1\n")
            try body(directory)
        }
    }

    private func prepare(_ directory: RecordDirectory, _ words: String...) throws -> Command {
        try Command(
            directory.arguments("access-review", ["--sheet", "DIR/records/access.review", "--root", "DIR/root"] + words, running: []))
    }

    @Test func `the sheet has a line for each account, grant and key`() throws {
        try withRoot { directory in
            let command = try prepare(directory)
            #expect(command.status == 0 && command.errors.contains("access.review: 3 subjects to decide on"), "\(command.errors)")
            let lines = try directory.text("access.review").split(separator: "\n").map(String.init)
            #expect(lines.contains("Host=web-1") && lines.contains("ReviewedBy="))
            #expect(lines.suffix(3) == ["Undecided=account alice", "Undecided=account root", "Undecided=grant alice group:sudo"])
        }
    }

    @Test func `what is there already is not overwritten, a link neither`() throws {
        try withRoot { directory in
            try directory.write("records/access.review", "signed\n")
            let command = try prepare(directory)
            #expect(command.status == 73 && command.errors.contains("there is something already"), "\(command.errors)")
            #expect(try directory.text("access.review") == "signed\n")
            try FileManager.default.removeItem(atPath: "\(directory.path)/records/access.review")
            symlink("/nowhere", "\(directory.path)/records/access.review")
            #expect(try prepare(directory).status == 73)
        }
    }

    @Test func `what cannot be looked at is said, here and on the sheet`() throws {
        try withRoot { directory in
            try directory.write("root/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nbroken\n")
            let command = try prepare(directory)
            #expect(command.status == 0 && command.errors.contains("not on the sheet: /etc/passwd: line 2 is"), "\(command.errors)")
            #expect(try directory.text("access.review").contains("\nGap=/etc/passwd: line 2 is"))
        }
    }

    @Test func `a root and a place that are not there, and empty values, are refused`() throws {
        try withRoot { directory in
            for (words, status) in [
                (["--sheet", "DIR/records/a", "--root", "DIR/none"], Int32(64)), (["--sheet", "DIR/none/a", "--root", "DIR/root"], 73),
                (["--sheet", ""], 64), ([], 64),
            ] {
                let command = try Command(directory.arguments("access-review", words, running: []))
                #expect(command.status == status, "\(words): \(command.errors)")
            }
        }
    }
}

/// A sheet that OpenSSH's own ssh-keygen signed, looked at by the built `soc2d`.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen"), "ssh-keygen is not installed"))
struct SignedAccessReviewTests {
    @Test func `prepared, reviewed and signed it passes, and what it revokes fails until it is gone`() throws {
        try RecordDirectory.with { directory in
            let path = directory.path
            try directory.write("root/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nmallory:x:1000:1000::/home/mallory:/bin/bash\n")
            try directory.write("root/etc/group", "root:x:0:\n")
            try directory.write("root/etc/nsswitch.conf", "passwd: files\ngroup: files\n")
            try directory.write("root/etc/hostname", "web-1\n")
            try keygen("-q", "-t", "ed25519", "-N", "", "-f", "\(path)/bob")
            let key = try String(contentsOfFile: "\(path)/bob.pub", encoding: .utf8)
            try directory.write("conf/soc2d.conf", "[Keys]\nSigner=bob \(key)")
            try directory.write("conf/controls.d/account-drift.control.d/review.conf", "[Settings]\nReviewRecord=/srv/access.review\n")
            try FileManager.default.createDirectory(atPath: "\(path)/root/srv", withIntermediateDirectories: true)
            let sheet = "\(path)/root/srv/access.review"
            #expect(try directory.record("access-review", "--sheet", sheet, "--root", "DIR/root").status == 0)
            #expect(try results(directory) == ["account-drift.access-review review fail record-missing"])

            let day = String(ISO8601DateFormatter().string(from: Date()))
            let decided = try String(contentsOfFile: sheet, encoding: .utf8).replacing("ReviewedBy=", with: "ReviewedBy=bob")
                .replacing("ReviewedAt=", with: "ReviewedAt=\(day)").replacing(
                    "\nUndecided=account mallory", with: "\nRevoke=account mallory"
                )
                .replacing("\nUndecided=", with: "\nKeep=")
            try directory.write("root/srv/access.review", decided)
            try keygen("-Y", "sign", "-f", "\(path)/bob", "-n", "soc2d", sheet)
            #expect(
                try results(directory) == [
                    "account-drift.access-review account mallory fail unexpected", "account-drift.access-review review pass -",
                ])
            try directory.write("root/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
            #expect(try results(directory) == ["account-drift.access-review review pass -"])
        }
    }

    private func results(_ directory: RecordDirectory) throws -> [String] {
        let look = try Command(
            "probe", "--once", "account-drift", "--format", "json", "--all", "--root", "\(directory.path)/root", "--config",
            "\(directory.path)/conf")
        return try look.results().filter { $0.hasPrefix("account-drift.access-review ") }.sorted()
    }
}
