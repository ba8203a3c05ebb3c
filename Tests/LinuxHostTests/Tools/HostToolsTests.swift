import Controls
import Foundation
import Glibc
import HostFixtures
import LinuxHost
import ProbeKit
import Testing

/// Real programs, run as backup tools are.
@Suite struct HostToolsTests {
    private func run(_ program: String, _ arguments: [String] = [], deadline: TimeSpan = .seconds(60)) throws -> ToolOutcome {
        try HostTools().run(ToolCall(HostPath(program), arguments, deadline: deadline, outputLimit: 1 << 16))
    }

    private func text(_ outcome: ToolOutcome) -> String { String(decoding: outcome.output, as: UTF8.self) }

    @Test func `what a program says is kept with its status`() throws {
        #expect(try run("/bin/echo", ["a  b", "$HOME", "'"]) == ToolOutcome(.exited(0), output: Array("a  b $HOME '\n".utf8)))
        #expect(try run("/bin/false") == ToolOutcome(.exited(1), output: []))
        #expect(try run("/bin/true") == ToolOutcome(.exited(0), output: []))
    }

    @Test func `a program has LC_ALL and nothing else in its environment`() throws {
        #expect(try text(run("/usr/bin/env")) == "LC_ALL=C\n")
    }

    @Test func `a program has no input, no descriptor of ours, and the root as its directory`() throws {
        let ours = open("/dev/zero", O_RDONLY)
        defer { close(ours) }
        #expect(try run("/bin/cat") == ToolOutcome(.exited(0), output: []))
        // The fourth is the one that ls itself lists with.
        #expect(try text(run("/bin/ls", ["/proc/self/fd"])) == "0\n1\n2\n3\n")
        #expect(try text(run("/bin/readlink", ["/proc/self/fd/0", "/proc/self/fd/2", "/proc/self/cwd"])) == "/dev/null\n/dev/null\n/\n")
    }

    @Test func `a program starts with no signal blocked, and only the one for files that grow too large ignored`() throws {
        let lines = try text(run("/bin/cat", ["/proc/self/status"])).split(separator: "\n")
        // Those above 31 are the C library's own.
        let signals = { (name: String) in
            lines.first { $0.hasPrefix(name) }.flatMap { UInt64($0.dropFirst(name.count + 2), radix: 16) }.map { $0 & 0x7fff_ffff }
        }
        #expect(signals("SigBlk") == 0 && signals("SigCgt") == 0)
        #expect(signals("SigIgn") == 1 << (SIGXFSZ - 1))
    }

    @Test func `a program that says more than it may is stopped`() throws {
        #expect(throws: ToolFailure.tooMuch("/bin/cat", limit: 1 << 16)) { try run("/bin/cat", ["/dev/zero"]) }
    }

    @Test func `a program that does not end is stopped`() throws {
        #expect(throws: ToolFailure.late("/bin/sleep", TimeSpan(nanoseconds: 50_000_000))) {
            try run("/bin/sleep", ["1000"], deadline: TimeSpan(nanoseconds: 50_000_000))
        }
    }

    @Test func `a program that is not there is missing, and a file that is none cannot be run`() throws {
        #expect(throws: ToolFailure.missing("/no/such")) { try run("/no/such") }
        #expect(throws: ToolFailure.missing("/bin/true/x")) { try run("/bin/true/x") }
        #expect(throws: ToolFailure.failed("/etc/os-release", "Permission denied")) { try run("/etc/os-release") }
        #expect(throws: ToolFailure.untrusted("/usr", "it is not a regular file but a directory")) { try run("/usr") }
        #expect(throws: ToolFailure.untrusted("true", "it has no absolute path")) { try run("true") }
        #expect(throws: ToolFailure.failed("/bin/echo", "an argument holds a NUL byte")) { try run("/bin/echo", ["a\0b"]) }
    }
}

/// Programs that are written for a test, which have to belong to root.
@Suite(.enabled(if: geteuid() == 0, "needs root")) struct WrittenToolsTests {
    private func withTool(_ script: String, mode: UInt32 = 0o755, _ body: (HostPath) throws -> Void) throws {
        try withPrograms(["tool": "#!/bin/sh\n\(script)\n"], mode: mode) { try body(HostPath($0 + "/tool")) }
    }

    /// The programs are written by another process: what another thread starts while one is open for writing here keeps it busy.
    private func withPrograms(_ programs: [String: String], mode: UInt32 = 0o755, _ body: (String) throws -> Void) throws {
        let texts = programs.map { name, text in (HostPath("/\(name).text"), MemoryTree.Entry.file(Array(text.utf8), mode: mode)) }
        try withDirectory(MemoryTree(Dictionary(texts) { first, _ in first })) { directory in
            for name in programs.keys { _ = try run("/bin/cp", ["-p", "\(directory)/\(name).text", "\(directory)/\(name)"]) }
            try body(directory)
        }
    }

    private func run(_ program: HostPath, _ arguments: [String] = [], deadline: TimeSpan = .seconds(60)) throws -> ToolOutcome {
        try HostTools().run(ToolCall(program, arguments, deadline: deadline))
    }

    @Test func `a program that a signal ends says so, with what it said before`() throws {
        try withTool("echo half; kill -9 $$") { tool throws in
            #expect(try run(tool) == ToolOutcome(.signalled(9), output: Array("half\n".utf8)))
        }
    }

    @Test func `what is said on descriptor 2 is not kept`() throws {
        try withTool("echo secret >&2; exit 3") { tool throws in #expect(try run(tool) == ToolOutcome(.exited(3), output: [])) }
    }

    @Test func `a grandchild that keeps the output open makes its program late, and is stopped with it`() throws {
        try withTool("sleep 1000 & echo $! > \"${0%tool}pid\"; exit 0") { program in
            let span = TimeSpan(nanoseconds: 300_000_000)
            #expect(throws: ToolFailure.late(program, span)) { try run(program, deadline: span) }
            let number = try String(contentsOfFile: program.parent.escaped + "/pid", encoding: .utf8)
            let grandchild = try #require(Int32(number.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(isGone(grandchild))
        }
    }

    @Test func `a program that closes its output is waited for, but not longer than the deadline`() throws {
        try withTool("exec >&-; exit 4") { tool throws in #expect(try run(tool) == ToolOutcome(.exited(4), output: [])) }
        try withTool("exec >&-; sleep 1000") { program in
            let span = TimeSpan(nanoseconds: 100_000_000)
            #expect(throws: ToolFailure.late(program, span)) { try run(program, deadline: span) }
        }
    }

    @Test func `what a program has left behind in its group ends with it`() throws {
        try withTool("sleep 1000 >/dev/null & echo $!") { program in
            let number = String(decoding: try run(program).output, as: UTF8.self)
            let left = try #require(Int32(number.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(isGone(left))
        }
    }

    /// Whether a process that was killed has ended: it may still be there for whoever waits for it, or for a moment.
    private func isGone(_ process: Int32) -> Bool {
        for _ in 0..<100_000 {
            guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
            if status.contains(") Z ") || status.contains(") X ") { return true }
            sched_yield()
        }
        return false
    }

    @Test(arguments: [0o757, 0o775] as [UInt32])
    func `a program that others may write is not run`(mode: UInt32) throws {
        try withTool("echo hello", mode: mode) { program in
            chown(program.escaped, 0, 7)
            chmod(program.escaped, mode_t(mode))
            let words = mode == 0o757 ? "everybody may write \(program)" : "group 7 may write \(program)"
            #expect(throws: ToolFailure.untrusted(program, words)) { try run(program) }
        }
    }

    @Test func `a program that root's group may write is run`() throws {
        try withTool("echo hello", mode: 0o775) { tool throws in #expect(try run(tool).output == Array("hello\n".utf8)) }
    }

    @Test func `a program of another user is not run, by whatever link it is reached`() throws {
        try withTool("echo hello") { program in
            chown(program.escaped, 12, 0)
            let link = HostPath(program.escaped + "-link")
            symlink(program.escaped, link.escaped)
            #expect(throws: ToolFailure.untrusted(link, "\(program) belongs to user 12, not to root")) { try run(link) }
        }
    }

    @Test func `a program in a directory of another user is not run`() throws {
        try withTool("echo hello") { program in
            chown(program.parent.escaped, 12, 0)
            #expect(throws: ToolFailure.untrusted(program, "\(program.parent) belongs to user 12, not to root")) { try run(program) }
        }
    }

    @Test func `a program whose interpreter is missing, or that is none, cannot be run`() throws {
        try withPrograms(["tool": "#!/no/such\n", "text": "hello"]) {
            let (tool, text) = (HostPath($0 + "/tool"), HostPath($0 + "/text"))
            #expect(throws: ToolFailure.failed(tool, "No such file or directory")) { try run(tool) }
            #expect(throws: ToolFailure.failed(text, "Exec format error")) { try run(text) }
        }
    }

    @Test func `under the limits of a probe child backup tools run, and what writes a file is told that it may not`() async {
        await #expect(processExitsWith: .exitCode(0), observing: [\.standardOutputContent, \.standardErrorContent]) {
            ChildLimits.tieToParent()
            ChildLimits.apply(memory: 1 << 30, cpuSeconds: 60)
            for (program, arguments) in [
                ("/usr/bin/pgbackrest", ["info", "--output=json"]), ("/usr/bin/borg", ["--version"]), ("/usr/bin/restic", ["version"]),
            ] where access(program, X_OK) == 0 {
                let outcome = try? HostTools().run(ToolCall(HostPath(program), arguments, deadline: .seconds(60)))
                guard outcome?.ending == .exited(0), outcome?.output.isEmpty == false else {
                    print(program, outcome as Any)
                    exit(1)
                }
            }
            let path = "/tmp/soc2d-test-\(getpid())"
            defer { unlink(path) }
            let written = try? HostTools().run(ToolCall("/bin/dd", ["if=/dev/zero", "of=\(path)", "count=1"]))
            precondition(written?.ending == .exited(1))
        }
    }
}
