import Foundation
import Testing

/// `soc2d record restore-test`.
struct RecordRestoreTests {
    /// A tree with a file, a file below and a link, to be restored.
    private func withOriginal(_ body: (RecordDirectory) throws -> Void) throws {
        try RecordDirectory.with { directory in
            try directory.write("data/a", "alpha")
            try directory.write("data/d/b\nc", "beta")
            symlink("a", "\(directory.path)/data/l")
            try FileManager.default.createDirectory(atPath: "\(directory.path)/to", withIntermediateDirectories: true)
            try body(directory)
        }
    }

    private func against(_ directory: RecordDirectory, _ script: String) throws -> (Command, [String: Int]) {
        let command = try directory.record(
            "restore-test", "--set", "web", "--from", "4f3c", "--to", "DIR/to", "--against", "DIR/data", running: ["/bin/sh", "-c", script])
        return (command, try counts(directory))
    }

    private func counts(_ directory: RecordDirectory) throws -> [String: Int] {
        guard let test = try? directory.json("web.restore.json"), let comparison = test["comparison"] as? [String: Any] else { return [:] }
        return comparison.compactMapValues { $0 as? Int }
    }

    @Test func `a faithful restore is compared file by file and kept`() throws {
        try withOriginal { directory in
            let (command, counts) = try against(directory, "cp -a DIR/data/. DIR/to")
            #expect(command.status == 0, "\(command.errors)")
            #expect(counts == ["compared": 3, "different": 0, "missing": 0, "bytes": 9])
            let test = try directory.json("web.restore.json")
            #expect(
                test["from"] as? String == "4f3c" && test["target"] as? String == "\(directory.path)/to" && test["exitCode"] as? Int == 0)
            #expect((test["author"] as? String)?.isEmpty == false)
        }
    }

    @Test(arguments: [
        ("echo x > DIR/to/a", 3, 1, 0, "./a: different"), ("rm DIR/to/a", 2, 0, 1, "./a: missing"),
        ("rm -r DIR/to", 0, 0, 3, "./a: missing"),
        ("rm DIR/to/l; cp DIR/data/a DIR/to/l", 2, 0, 1, "./l: missing"), ("ln -sfn /etc DIR/to/l", 3, 1, 0, "./l: a link to /etc"),
        ("ln -sf DIR/data/a DIR/to/a", 3, 1, 0, "./a: a link where a file was"),
        ("rm -r DIR/to/d; ln -s ../data/d DIR/to/d", 2, 0, 1, "./d: a link where a directory was"),
        ("ln -f DIR/data/a DIR/to/a", 3, 1, 0, "the very file"), ("rm DIR/to/a; mkfifo DIR/to/a", 3, 1, 0, "not a regular file but a fifo"),
        ("printf x >> 'DIR/to/d/b\nc'", 3, 1, 0, "./d/b%0Ac: different"), ("echo new > DIR/to/new", 3, 0, 0, "0 different"),
    ])
    func `what differs is counted, named and kept`(change: String, compared: Int, different: Int, missing: Int, text: String) throws {
        try withOriginal { directory in
            let (command, counts) = try against(directory, "cp -a DIR/data/. DIR/to; \(change)")
            #expect(command.status == (different + missing > 0 ? 1 : 0))
            #expect(counts["compared"] == compared && counts["different"] == different && counts["missing"] == missing, "\(counts)")
            #expect(command.errors.contains(text), "\(command.errors)")
        }
    }

    @Test func `at most ten differences are named`() throws {
        try withOriginal { directory in
            for number in 0..<20 { try directory.write("data/many/\(number)", "\(number)") }
            let (command, counts) = try against(directory, "true")
            #expect(counts["missing"] == 23 && command.errors.contains("… and 13 more"))
        }
    }

    @Test func `a restore that failed is kept without a comparison, and ends as it ended`() throws {
        try withOriginal { directory in
            let (command, counts) = try against(directory, "cp -a DIR/data/. DIR/to; exit 9")
            #expect(command.status == 9 && counts.isEmpty)
            #expect(try directory.json("web.restore.json")["exitCode"] as? Int == 9)
        }
    }

    @Test func `without anything to compare with nothing is restored`() throws {
        try withOriginal { directory in
            let words = ["--set", "web", "--from", "4f3c", "--to", "DIR/to"]
            for more in [
                [], ["--checksums", "DIR/sums", "--against", "DIR/data"], ["--against", "DIR/to"], ["--against", "DIR/none"],
                ["--checksums", "DIR/none"],
            ] {
                let command = try Command(directory.arguments("restore-test", words + more, running: ["/bin/touch", "DIR/ran"]))
                #expect(command.status == 64, "\(more)")
            }
            #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/ran"))
            #expect(try directory.records.isEmpty)
        }
    }

    @Test func `nothing compared is no success, and no record`() throws {
        try withOriginal { directory in
            try directory.write("sums", "")
            try FileManager.default.createDirectory(atPath: "\(directory.path)/empty", withIntermediateDirectories: true)
            try directory.write("hollow/file", "")
            symlink("nowhere", "\(directory.path)/hollow/link")
            for reference in [["--checksums", "DIR/sums"], ["--against", "DIR/empty"], ["--against", "DIR/hollow"]] {
                let words = ["--set", "web", "--from", "4f3c", "--to", "DIR/new"] + reference
                let command = try Command(directory.arguments("restore-test", words, running: ["cp", "-a", "DIR/hollow", "DIR/new"]))
                try FileManager.default.removeItem(atPath: "\(directory.path)/new")
                #expect(command.status == 65 && command.errors.contains("nothing is kept"))
            }
            #expect(try directory.records.isEmpty)
        }
    }

    @Test func `what sha256sum wrote is compared, hostile names and all`() throws {
        try withOriginal { directory in
            let script = "cd DIR/data && find . -type f -exec sha256sum {} + > DIR/sums; cp -a DIR/data/. DIR/to"
            let words = ["--set", "web", "--from", "4f3c", "--to", "DIR/to", "--checksums", "DIR/sums"]
            try directory.write("sums", "")
            let make = Process()
            make.executableURL = URL(filePath: "/bin/sh")
            make.arguments = ["-c", script.replacing("DIR", with: directory.path)]
            try make.run()
            make.waitUntilExit()
            let command = try Command(directory.arguments("restore-test", words, running: []))
            #expect(command.status == 0, "\(command.errors)")
            #expect(try counts(directory)["compared"] == 2)
            #expect(try directory.json("web.restore.json")["exitCode"] == nil)
        }
    }

    @Test(arguments: ["/etc/passwd", "../data/a", "d/../../data/a"])
    func `a list whose paths lead out is refused before anything runs`(path: String) throws {
        try withOriginal { directory in
            try directory.write("sums", "\(String(repeating: "0", count: 64))  \(path)\n")
            let words = ["--set", "web", "--from", "4f3c", "--to", "DIR/to", "--checksums", "DIR/sums"]
            let command = try Command(directory.arguments("restore-test", words, running: ["/bin/touch", "DIR/ran"]))
            #expect(command.status == 65 && command.errors.contains("sums:1: the path"))
            #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/ran"))
        }
    }

    @Test func `a link that leads out of what was restored proves nothing about what it leads to`() throws {
        try withOriginal { directory in
            // SHA-256 of "alpha", as data/a has it.
            try directory.write("sums", "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8  out/a\n")
            symlink("\(directory.path)/data", "\(directory.path)/to/out")
            let words = ["--set", "web", "--from", "4f3c", "--to", "DIR/to", "--checksums", "DIR/sums"]
            #expect(try Command(directory.arguments("restore-test", words, running: [])).status == 1)
            try FileManager.default.removeItem(atPath: "\(directory.path)/to/out")
            try directory.write("to/out/a", "alpha")
            #expect(try Command(directory.arguments("restore-test", words, running: [])).status == 0)
        }
    }

    @Test func `whether a set without a list of points has the point is said to be unknown`() throws {
        try withOriginal { directory in
            let (command, _) = try against(directory, "cp -a DIR/data/. DIR/to")
            #expect(command.errors.contains("whether “4f3c” is a point of “web” is not known"))
            #expect(try directory.json("web.restore.json")["fromFinish"] == nil)
            _ = try directory.record("backup", "--set", "web", "--id", "4f3c", running: ["true"])
            try FileManager.default.removeItem(atPath: "\(directory.path)/to")
            let (known, _) = try against(directory, "cp -a DIR/data DIR/to")
            #expect(!known.errors.contains("not known"))
            let finish = try directory.json("web.json")["finish"] as? String
            #expect(try directory.json("web.restore.json")["fromFinish"] as? String == finish)
        }
    }

    @Test func `a point that the listing does not have is refused before anything runs, and a short name is kept in full`() throws {
        try withOriginal { directory in
            let id = String(repeating: "4f3c2a1b", count: 8)
            let snapshot =
                #"[{"time":"2024-11-22T04:00:00Z","tree":"\#(id)","paths":["/srv"],"hostname":"h","id":"\#(id)","short_id":"4f3c2a1b"}]"#
            #expect(try directory.record("listing", "--set", "rest", running: ["echo", snapshot]).status == 0)
            try directory.write(
                "conf/controls.d/backup-freshness.control.d/z.conf",
                "[BackupSet]\nName=rest\nRestoreRecord=\(directory.path)/records/rest.restore.json\n")
            let words = ["--set", "rest", "--to", "DIR/to", "--against", "DIR/data", "--from"]
            let unknown = try Command(directory.arguments("restore-test", words + ["5e6d7c8b"], running: ["/bin/touch", "DIR/ran"]))
            #expect(unknown.status == 65 && unknown.errors.contains("has no point “5e6d7c8b”"))
            #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/ran"))
            let known = try Command(
                directory.arguments("restore-test", words + ["4f3c2a1b"], running: ["cp", "-a", "DIR/data/.", "DIR/to"]))
            #expect(known.status == 0, "\(known.errors)")
            let test = try directory.json("rest.restore.json")
            #expect(test["from"] as? String == id && test["fromFinish"] as? String == "2024-11-22T04:00:00Z")
        }
    }
}
