import Controls
import Foundation
import LinuxHost
import ProbeKit
import Testing

/// A probe child may do anything; what comes of it is a reply or a failure with the right reason, in time, and no process is left.
struct ProbeRunnerTests {
    /// Runs a shell script in the place of a probe child; `--norc`, since bash takes a socket on descriptor 0 for a remote login. `$1` is the probe's name, descriptor 0 the request.
    private func run(
        _ script: String, deadline: Duration = .seconds(300), outputLimit: Int = 1 << 20, courier: CourierSource = .program("/nowhere")
    ) async
        -> ProbeReply
    {
        let runner = ProbeRunner(
            program: "/bin/bash", arguments: ["--norc", "-c", script, "child"], courier: courier, outputLimit: outputLimit)
        var request = ProbeRequest()
        request.checks = ["p.c"]
        return await runner.run("some-probe", request, deadline: deadline)
    }

    /// What a well-behaved child says.
    private func reply(_ results: Results, evidence: [UInt8]? = nil) throws -> String {
        var bytes: [UInt8] = []
        try ProbeReply.write(results, evidence: evidence) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `a complete reply is taken as it is`() async throws {
        var results = Results()
        let result = CheckResult(
            "p.c", subject: "s", .fail(.missing), required: "a", observed: "b", sources: [Source("/etc/x", line: 3), Source("/etc/y")],
            notes: [Note(.attention, "look")])
        results.add(result)
        results.add(CheckResult("p.c", subject: "t", .pass))
        let documents = [
            Document(.restoreTest, "/r/a\"b", Document.Content(bytes: 1 << 40, digest: "d1")), Document(.integrityCheck, "/r/c", nil),
            Document(
                .roster, "/r/d", Document.Content(bytes: 1, digest: "d2"),
                origin: Document.Origin(source: "hr", query: nil, importedBy: "ann", asOf: "2026-11-22"),
                signature: .verified(VerifiedSignature(signer: "bob", key: "SHA256:x"))),
            Document(.roster, "/r/e", Document.Content(bytes: 1, digest: "d3"), signature: .problem("it does not fit")),
        ]
        for document in documents { results.rely(on: document) }
        let taken = await run("cat <<'EOF'\n\(try reply(results, evidence: Array(#"{"a":1}"#.utf8)))EOF")
        #expect(taken.failure == nil && taken.isComplete)
        #expect(taken.results["p.c"]?.first == result)
        #expect(taken.populations == results.populations && taken.documents == documents)
        #expect(taken.evidence == Array(#"{"a":1}"#.utf8))
    }

    @Test func `the child gets the request on descriptor 0, its probe as argument, an empty environment and its own group`() async throws {
        let script = #"""
            export PATH=/usr/bin:/bin
            read -r request
            names=$(env | cut -d= -f1 | grep -vxE '_|PWD|SHLVL|PATH' | tr '\n' ' ')
            group=$(ps -o pgid= $$ | tr -d ' ')
            case $request in *'"checks":["p.c"]'*) asked=yes;; esac
            echo "{\"kind\":\"failure\",\"reason\":\"locked\",\"text\":\"$1 $asked names=$names leader=$((group == $$))\"}"
            echo '{"kind":"end"}'
            """#
        let failure = await run(script).failure
        #expect(failure == ProbeFailure(.locked, "some-probe yes names= leader=1"), "\(failure?.text ?? "none")")
    }

    @Test(arguments: [
        ("exit 3", InconclusiveReason.internalError, "status 3"), ("kill -SEGV $$", .internalError, "signal 11"),
        ("kill -KILL $$", .internalError, "signal 9"), ("kill -XCPU $$", .limitExceeded, "processor time"),
        ("echo garbage", .internalError, "no reply"), ("echo '{\"kind\":\"result\"}'", .internalError, "no reply"),
        ("echo '{\"kind\":\"end\"}'; echo more", .internalError, "no reply"), ("printf '{\"kind\":\"end\"}'", .internalError, "status 0"),
        ("true", .internalError, "status 0"), ("head -c 3000000 /dev/zero", .limitExceeded, "more than"),
        ("yes", .internalError, "no reply"), ("exec >&-; sleep 1000", .internalError, "signal 9"),
    ])
    func `a child that crashes, talks garbage or says too much is inconclusive with the right reason`(
        script: String, reason: InconclusiveReason, text: String
    ) async {
        let failure = await run("PATH=/usr/bin:/bin; \(script)").failure
        #expect(failure?.reason == reason)
        #expect(failure?.text.contains(text) == true, "\(failure?.text ?? "none")")
    }

    @Test(.timeLimit(.minutes(2))) func `a late child is killed with its whole process group`() async throws {
        let marker = "soc2d-\(UUID().uuidString)"
        let script =
            "PATH=/usr/bin:/bin; trap '' TERM INT; (exec -a \(marker) sleep 300) & (trap '' TERM; exec -a \(marker) sleep 300) & wait"
        let failure = await run(script, deadline: .milliseconds(400)).failure
        #expect(failure?.reason == .timeout)
        try await noProcess(named: marker)
    }

    @Test func `what a finished child leaves behind is killed too`() async throws {
        let marker = "soc2d-\(UUID().uuidString)"
        let script = "PATH=/usr/bin:/bin; (exec -a \(marker) sleep 300) >/dev/null 2>&1 & echo '{\"kind\":\"end\"}'"
        #expect(await run(script).isComplete)
        try await noProcess(named: marker)
    }

    @Test(.timeLimit(.minutes(2))) func `a child that never reads a large request is late, and nothing waits for it`() async {
        var request = ProbeRequest()
        request.checks = (0..<100_000).map { "probe.check-number-\($0)" }
        let runner = ProbeRunner(program: "/bin/bash", arguments: ["--norc", "-c", "sleep 300"], courier: .program("/nowhere"))
        #expect(await runner.run("p", request, deadline: .milliseconds(300)).failure?.reason == .timeout)
    }

    @Test func `a large request arrives whole`() async {
        var request = ProbeRequest()
        request.checks = (0..<100_000).map { "probe.check-number-\($0)" }
        let runner = ProbeRunner(
            program: "/bin/bash",
            arguments: [
                "--norc", "-c",
                #"read -r r; echo "{\"kind\":\"failure\",\"reason\":\"locked\",\"text\":\"${#r}\"}"; echo '{"kind":"end"}'"#,
            ], courier: .program("/nowhere"))
        let length = (try? request.canonicalJSON().count) ?? 0
        #expect(await runner.run("p", request, deadline: .seconds(30)).failure == ProbeFailure(.locked, "\(length)"))
    }

    @Test func `evidence of earlier looks arrives behind the request, a line each`() async {
        var request = ProbeRequest()
        request.previous = Array(#"{"a":"\#(String(repeating: "x", count: 1_000_000))"}"#.utf8)
        request.baseline = ApprovedState(approvedBy: "ann", approvedAt: Moment(seconds: 7), evidence: Array(#"{"b":1}"#.utf8))
        let script =
            #"read -r r; read -r p; read -r b; echo "{\"kind\":\"failure\",\"reason\":\"locked\",\"text\":\"${#p} ${#b}\"}"; "#
            + #"echo '{"kind":"end"}'"#
        let runner = ProbeRunner(program: "/bin/bash", arguments: ["--norc", "-c", script], courier: .program("/nowhere"))
        #expect(await runner.run("p", request, deadline: .seconds(30)).failure == ProbeFailure(.locked, "1000008 7"))
    }

    @Test func `a program that is not there is a failure, not a crash`() async {
        let runner = ProbeRunner(program: "/no/such/program", arguments: [], courier: .program("/nowhere"))
        #expect(await runner.run("p", ProbeRequest(), deadline: .seconds(5)).failure?.reason == .internalError)
    }

    @Test func `what a child asks reaches the courier behind a socket, and the answer comes back`() async throws {
        let unit = try FakeUnit()
        let script = #"""
            read -r request
            echo '{"id":3,"resolve":{"deadline":5000,"name":"a"}}' >&0
            read -r answer
            echo "{\"kind\":\"failure\",\"reason\":\"locked\",\"text\":\"${#answer}\"}"
            echo '{"kind":"end"}'
            """#
        let failure = await run(script, courier: .socket(HostPath(unit.path))).failure
        var answer = CourierAnswer()
        answer.id = 3
        #expect(failure == ProbeFailure(.locked, "\(try answer.canonicalJSON().count)"), "\(failure?.text ?? "none")")
        let missing = await run(script, courier: .socket("/nowhere")).failure
        #expect(missing?.reason == .locked && missing != failure, "a failure that says what to do is longer")
    }

    private func noProcess(named marker: String) async throws {
        for _ in 0..<50 {
            let finder = Process()
            finder.executableURL = URL(filePath: "/usr/bin/pgrep")
            finder.arguments = ["-f", marker]
            finder.standardOutput = FileHandle.nullDevice
            try finder.run()
            finder.waitUntilExit()
            if finder.terminationStatus == 1 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("a process called \(marker) is still there")
    }
}
