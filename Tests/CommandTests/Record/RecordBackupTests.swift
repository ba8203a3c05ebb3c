import Foundation
import Testing

/// `soc2d record backup`.
struct RecordBackupTests {
    @Test func `a job runs as if typed alone, and its outcome is kept`() throws {
        try RecordDirectory.with { directory in
            let job = ["/bin/sh", "-c", "pwd; echo \"$TOKEN\"; cat; echo oops >&2"]
            let command = try directory.record("backup", "--set", "web", "--id", "4f3c", running: job, environment: ["TOKEN": "t"])
            #expect(command.status == 0 && command.errors == "oops\n")
            #expect(command.output == "\(FileManager.default.currentDirectoryPath)\nt\n")
            let status = try directory.json("web.json")
            #expect(status["format"] as? String == "soc2d.backup.v1" && status["result"] as? String == "success")
            #expect(status["id"] as? String == "4f3c" && status["exitCode"] as? Int == 0 && status["set"] as? String == "web")
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory.path)/records/web.json")
            #expect(attributes[.posixPermissions] as? Int == 0o644)
        }
    }

    @Test(arguments: [
        ("web", 0, "success"), ("web", 1, "failure"), ("web", 3, "failure"), ("rest", 3, "incomplete"), ("rest", 1, "failure"),
        ("bo", 1, "incomplete"), ("bo", 100, "incomplete"), ("bo", 2, "failure"), ("bo", 128, "failure"),
    ])
    func `the exit status is the job's own, and means what its tool means`(set: String, code: Int, result: String) throws {
        try RecordDirectory.with { directory in
            let command = try directory.record("backup", "--set", set, running: ["/bin/sh", "-c", "exit \(code)"])
            #expect(command.status == Int32(code))
            let status = try directory.json(set == "web" ? "web.json" : "\(set).status-file.json")
            #expect(status["result"] as? String == result && status["exitCode"] as? Int == code)
        }
    }

    @Test func `a job that a signal ended, that is not there or cannot be run, has failed as a shell says it`() throws {
        try RecordDirectory.with { directory in
            try directory.write("text", "no program")
            for (job, code) in [(["/bin/sh", "-c", "kill -KILL $$"], 137), (["no-such-job"], 127), (["DIR/text"], 126), ([""], 127)] {
                #expect(try directory.record("backup", "--set", "bo", running: job).status == Int32(code))
                let status = try directory.json("bo.status-file.json")
                #expect(status["exitCode"] as? Int == code && status["result"] as? String == "failure", "\(job)")
            }
        }
    }

    @Test func `a script without its interpreter, or without a line that names one, is told apart from no script`() throws {
        try RecordDirectory.with { directory in
            try directory.write("bin/plain", "exit 0\n")
            try directory.write("bin/lost", "#!/no/such/interpreter\n")
            for name in ["plain", "lost"] { chmod("\(directory.path)/bin/\(name)", 0o755) }
            for (job, code, text): (String, Int32, String) in [
                ("DIR/bin/plain", 126, "no first line such as #!/bin/sh says what runs it"), ("plain", 126, "no first line such as"),
                ("DIR/bin/lost", 126, "it is there, but what should run it is not"), ("lost", 126, "it is there, but"),
                ("DIR/bin/none", 127, "No such file or directory"), ("none", 127, "No such file or directory"),
            ] {
                let path = "/usr/bin:/bin:\(directory.path)/bin"
                let command = try directory.record("backup", "--set", "web", running: [job], environment: ["PATH": path])
                #expect(command.status == code && command.errors.contains(text), "\(job): \(command.errors)")
                #expect(try directory.json("web.json")["result"] as? String == "failure")
            }
        }
    }

    /// A file of the system that nobody has touched for an hour.
    private static let untouched: String? = ["/bin/sh", "/etc/passwd", "/usr/bin/env", "/etc/os-release"].first { path in
        var status = stat()
        return stat(path, &status) == 0 && time(nil) - max(status.st_mtim.tv_sec, status.st_ctim.tv_sec) > 3600
    }

    @Test(.enabled(if: untouched != nil, "every file of this system is new"))
    func `a dump that the job did not write is 0 bytes`() throws {
        try RecordDirectory.with { directory in
            let words = ["--set", "web", "--size-of", try #require(Self.untouched)]
            let command = try Command(directory.arguments("backup", words, running: ["true"]))
            #expect(command.status == 0 && command.errors.contains("the job did not write"), "\(command.errors)")
            #expect(try directory.json("web.json")["bytes"] as? Int == 0)
        }
    }

    @Test func `no argument and no variable of the job is kept, and no password in a location`() throws {
        try RecordDirectory.with { directory in
            let words = ["--set", "web", "--repository", "rest:https://user:hunter2@vault/web?token=hunter2"]
            let job = ["/bin/sh", "-c", "exit 0", "--password=hunter2"]
            let arguments = directory.arguments("backup", words, running: job)
            #expect(try Command(arguments, environment: ["RESTIC_PASSWORD": "hunter2"]).status == 0)
            let text = try directory.text("web.json")
            #expect(!text.contains("hunter2") && !text.contains("user") && text.contains("rest://vault/web"))
        }
    }

    @Test func `arguments reach the job byte for byte, even after a further --`() throws {
        try RecordDirectory.with { directory in
            let inner = #"printf '%s|' "$@" | od -An -c | tr -d ' '"#
            let script = #"exec "$0" record backup --config "$1/conf" --set web -- sh -c "$2" x -- -v "$(printf '\377')" "" "a b""#
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", script, Command.program, directory.path, inner]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(said.replacing("\n", with: "") == #"--|-v|377||ab|"#)
        }
    }

    @Test func `the newest complete backup is carried from one status to the next`() throws {
        try RecordDirectory.with { directory in
            for (job, id) in [("true", "a"), ("false", "b"), ("false", "c")] {
                _ = try directory.record("backup", "--set", "web", "--id", id, running: [job])
            }
            let failed = try directory.json("web.json")
            #expect((failed["lastComplete"] as? [String: Any])?["id"] as? String == "a" && failed["id"] as? String == "c")
            _ = try directory.record("backup", "--set", "web", "--id", "d", running: ["true"])
            _ = try directory.record("backup", "--set", "web", "--id", "e", running: ["true"])
            #expect((try directory.json("web.json")["lastComplete"] as? [String: Any])?["id"] as? String == "d")
        }
    }

    @Test func `nothing is carried over from a status that anybody may write, or that is another set's`() throws {
        try RecordDirectory.with { directory in
            _ = try directory.record("backup", "--set", "web", running: ["true"])
            chmod("\(directory.path)/records/web.json", 0o666)
            let command = try directory.record("backup", "--set", "web", running: ["false"])
            #expect(command.status == 1 && command.errors.contains("anybody may write it"))
            #expect(try directory.json("web.json")["lastComplete"] == nil)
        }
    }

    @Test func `the size of a dump is kept, and a dump that is not there is 0 bytes`() throws {
        try RecordDirectory.with { directory in
            let words = ["--set", "web", "--size-of", "DIR/dump"]
            let missing = try Command(directory.arguments("backup", words, running: ["true"]))
            #expect(missing.status == 0 && missing.errors.contains("is not there after the job"))
            #expect(try directory.json("web.json")["bytes"] as? Int == 0)
            let job = ["/bin/sh", "-c", "printf 12345 > DIR/dump"]
            #expect(try Command(directory.arguments("backup", words, running: job)).status == 0)
            #expect(try directory.json("web.json")["bytes"] as? Int == 5)
        }
    }

    @Test func `a set that is not declared is a usage error that names those that are`() throws {
        try RecordDirectory.with { directory in
            let command = try directory.record("backup", "--set", "wbe", running: ["/bin/touch", "DIR/ran"])
            #expect(command.status == 64 && command.errors.contains("did you mean “web”? The sets are: web, rest, bo, pool"))
            #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/ran"))
            #expect(try directory.record("backup", "--set", "web").status == 64)
            let none = try Command("record", "backup", "--config", directory.path + "/records", "--set", "web", "--", "true")
            #expect(none.status == 64 && none.errors.contains("no [BackupSet] is declared"))
        }
    }

    @Test func `a set without a status file is told the line to add`() throws {
        try RecordDirectory.with { directory in
            let command = try directory.record("backup", "--set", "pool", running: ["true"])
            #expect(command.status == 78)
            #expect(command.errors.contains("add StatusFile=/var/lib/soc2d/records/pool.backup.json beside \(directory.path)/conf"))
        }
    }

    @Test func `what is wrong elsewhere in the configuration costs no backup, what is wrong with the set itself does`() throws {
        try RecordDirectory.with { directory in
            try directory.write("conf/waivers.d/W-1.waiver", "[Waiver]\nControl=none\n")
            try directory.write("conf/controls.d/open-ports.control.d/a.conf", "[Settings]\nAllowListner=tcp/22\n")
            let run = try directory.record("backup", "--set", "web", running: ["/bin/sh", "-c", "echo ran"])
            #expect(run.status == 0 && run.output.contains("ran") && run.errors.contains("elsewhere in the configuration"))
            let sets = "conf/controls.d/backup-freshness.control.d/sets.conf"
            try directory.write(sets, try directory.text("../" + sets).replacing("Name=web", with: "Name=web\nMaximumAge=soon"))
            let refused = try directory.record("backup", "--set", "web", running: ["/bin/sh", "-c", "echo ran"])
            #expect(refused.status == 78 && !refused.output.contains("ran") && refused.errors.contains("MaximumAge=soon"))
            #expect(try directory.record("backup", "--set", "bo", running: ["true"]).status == 0)
        }
    }
}
