import Foundation
import Testing

/// `soc2d probe --once` on this host and on trees of files.
struct ProbeOnceTests {
    private let minimalTree = [
        "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/home/alice:/bin/bash\n",
        "etc/shadow": "root:*:19000:0:99999:7:::\nalice:$y$j9T$a$b:19000:0:99999:7:::\n",
        "etc/group": "root:x:0:\nalice:x:1000:\n", "etc/nsswitch.conf": "passwd: files\ngroup: files\nshadow: files\n",
        "etc/login.defs": "PASS_MAX_DAYS 99999\nENCRYPT_METHOD YESCRYPT\n",
        "etc/os-release": "PRETTY_NAME=\"Test System 1\"\n", "etc/hostname": "tree-host\n",
    ]

    @Test func `the JSON on this host has the promised keys, and its counts add up`() throws {
        let command = try Command("probe", "--once", "--format", "json", "--config", "/var/empty-or-not", environment: [:])
        #expect(command.status == 78)
        let look = try Command("probe", "--once", "--format", "json")
        #expect([0, 1, 2].contains(look.status))
        let json = try look.json()
        #expect(json["format"] as? String == "soc2d.probe.v1")
        #expect(Set(json.keys) == ["format", "host", "root", "startedAt", "finishedAt", "results", "populations", "totals"])
        let populations = try #require(json["populations"] as? [[String: Any]])
        let totals = try #require(json["totals"] as? [String: Int])
        for key in ["pass", "fail", "inconclusive", "notApplicable"] {
            #expect(populations.reduce(0) { $0 + ($1[key] as? Int ?? 0) } == totals[key])
        }
        for population in populations {
            let sum = ["pass", "fail", "inconclusive", "notApplicable"].reduce(0) { $0 + (population[$1] as? Int ?? 0) }
            #expect(sum == population["population"] as? Int && sum > 0, "\(population)")
        }
        let expected = totals["fail"] ?? 0 > 0 ? 1 : totals["inconclusive"] ?? 0 > 0 ? 2 : 0
        #expect(look.status == Int32(expected))
    }

    @Test func `a tree is judged by its files alone, and what only runs is not observable`() throws {
        try withFiles(minimalTree) { root in
            let look = try Command("probe", "--once", "--format", "json", "--root", root)
            let host = try #require(try look.json()["host"] as? [String: Any])
            #expect(host["name"] as? String == "tree-host" && host["os"] as? String == "Test System 1")
            let results = try look.results()
            #expect(results.contains("account-drift.root-uid root pass -"))
            #expect(results.contains("password-policy.empty-password alice pass -"))
            let runtime = results.filter { $0.hasPrefix("open-ports.") }
            #expect(runtime.count == 4)
            #expect(runtime.count { $0.hasSuffix("inconclusive not-observable-under-root") } == 3)
            #expect(runtime.contains("open-ports.missing-listener listeners not-applicable policy-off"))
        }
    }

    @Test func `a second account with user id 0 fails, and passes once it is gone`() throws {
        var tree = minimalTree
        tree["etc/passwd"]? += "toor:x:0:0::/root:/bin/sh\n"
        try withFiles(tree) { root in
            let look = try Command("probe", "--once", "account-drift", "--format", "json", "--root", root)
            #expect(look.status == 1)
            #expect(try look.results().contains("account-drift.root-uid toor fail unexpected"))
        }
        try withFiles(minimalTree) { root in
            let look = try Command("probe", "--once", "account-drift", "--format", "json", "--root", root)
            #expect(!(try look.results().contains { $0.hasPrefix("account-drift.root-uid") && $0.contains("fail") }))
        }
    }

    @Test func `a link can not lead out of the tree`() throws {
        try withFiles(minimalTree) { root in
            try FileManager.default.removeItem(atPath: "\(root)/etc/passwd")
            symlink("../../../../../../../../../../etc/passwd", "\(root)/etc/passwd")
            let look = try Command("probe", "--once", "account-drift", "--format", "json", "--root", root)
            #expect(!(try look.results().contains { $0.hasPrefix("account-drift.root-uid") && $0.contains(" pass ") }))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `without root the shadow file is inconclusive with the permission named, and the rest is judged`() throws {
        try withFiles(minimalTree) { root in
            chmod("\(root)/etc/shadow", 0o600)
            let look = try Command("probe", "--once", "--root", root, "--format", "json", asNobody: true)
            let results = try look.results()
            #expect(results.contains { $0.hasPrefix("password-policy.empty-password") && $0.contains("inconclusive unreadable") })
            #expect(results.contains("account-drift.root-uid root pass -"))
            #expect(look.output.contains("CAP_DAC_READ_SEARCH"))
            let text = try Command("probe", "--once", "--root", root, asNobody: true)
            #expect(text.output.contains("not run as root"))
        }
    }

    @Test func `piped text has no colour, no progress and at most 80 columns where nothing has to be copied`() throws {
        try withFiles(minimalTree) { root in
            let look = try Command("probe", "--once", "--root", root, environment: ["TERM": "xterm-256color"])
            #expect(!look.output.contains("\u{1B}") && look.errors.isEmpty)
            #expect(look.output.contains("criterion") && look.output.contains("CC6.1"))
        }
    }

    @Test func `JUnit is well-formed and its counts are those of the JSON`() throws {
        try withFiles(minimalTree) { root in
            let look = try Command("probe", "--once", "--root", root, "--format", "junit")
            let results = try Command("probe", "--once", "--root", root, "--format", "json").results()
            #expect(look.output.components(separatedBy: "<testcase ").count - 1 == results.count)
            #expect(look.output.components(separatedBy: "<failure ").count - 1 == results.filter { $0.contains(" fail ") }.count)
        }
    }

    @Test func `an excluded subject is out of scope by declaration`() throws {
        var tree = minimalTree
        tree["etc/passwd"]? += "toor:x:0:0::/root:/bin/sh\n"
        try withFiles(tree) { root in
            try withFiles(["controls.d/account-drift.control.d/x.conf": "[Settings]\nExclude=toor\n"]) { config in
                let look = try Command("probe", "--once", "account-drift", "--format", "json", "--root", root, "--config", config)
                #expect(try look.results().contains("account-drift.root-uid toor not-applicable declared-out-of-scope"))
            }
        }
    }

    @Test(arguments: [["probe", "--once", "--format", "json"], ["probe", "--once"], ["controls"], ["probes", "--document"]])
    func `output that cannot be written is an error, never a green end`(arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: Command.program)
        process.arguments = arguments
        process.standardOutput = FileHandle(forWritingAtPath: "/dev/full")
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 74)
    }

    @Test func `an empty name of a directory is an error, not the current directory`() throws {
        #expect(try Command("probe", "--once", "--root", "").status == 64)
        #expect(try Command("probe", "--once", "--config", "").status == 78)
    }

    @Test func `a configuration that tests nothing is an error`() throws {
        try withFiles(["controls.d/keep": ""]) { directory in
            try FileManager.default.removeItem(atPath: "\(directory)/controls.d/keep")
            for probe in ["account-drift", "backup-freshness", "open-ports", "password-policy", "tls-config"] {
                symlink("/dev/null", "\(directory)/controls.d/\(probe).control")
            }
            #expect(try Command("probe", "--once", "--config", directory).status == 78)
        }
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `an interruption ends with 130 and leaves no child behind`(signal: Int32) throws {
        let marker = "/tmp/soc2d-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: marker, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: marker) }
        let process = Process()
        process.executableURL = URL(filePath: Command.program)
        process.arguments = ["probe", "--once", "--root", marker]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // A stopped child stands for one that hangs.
        var stopped: Set<Int32> = []
        for _ in 0..<2000 where stopped.isEmpty {
            stopped = Set(Self.children(of: process.processIdentifier))
            for child in stopped { kill(child, SIGSTOP) }
            usleep(100)
        }
        try #require(!stopped.isEmpty)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        // Who is killed is gone a moment later.
        for _ in 0..<2000 where stopped.contains(where: Self.isAlive) { usleep(1000) }
        #expect(!stopped.contains(where: Self.isAlive))
    }

    private static func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 && !isZombie(process) }

    private static func children(of parent: Int32) -> [Int32] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { Int32($0) }.filter { status($0)?.dropFirst().first == "\(parent)" && isObserving($0) }
    }

    /// Whether a child has become a probe child: stopped before that, it would hold up whoever starts it.
    private static func isObserving(_ process: Int32) -> Bool {
        (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8))?.contains("observe") ?? false
    }

    private static func isZombie(_ process: Int32) -> Bool { status(process)?.first == "Z" }

    /// State and parent of a process.
    private static func status(_ process: Int32) -> [Substring]? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return nil }
        return text.split(separator: ")").last?.split(separator: " ").prefix(2).map { $0 }
    }
}
