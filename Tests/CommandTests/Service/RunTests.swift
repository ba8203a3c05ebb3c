import Foundation
import Glibc
import Testing

/// `soc2d run` and `soc2d reload`, from the first start to every end.
struct RunTests {
    /// What `soc2d evidence verify` says of the state: its status and words.
    private func verification(_ state: String) throws -> Command { try Command("evidence", "verify", "--state", state) }

    private func names(in directory: String) throws -> Set<String> { Set(try FileManager.default.contentsOfDirectory(atPath: directory)) }

    @Test func `a monitor starts, answers, and ends when it is asked to, and its ledger verifies`() throws {
        try withFiles([:]) { top in
            let monitor = try RunningMonitor(state: "\(top)/state")
            try monitor.ready()
            #expect(try names(in: monitor.state).isSuperset(of: ["ledger", "log.key", "checkpoint", "run"]))
            #expect(monitor.end() == 0, "\(monitor.errors)")
            let verification = try verification(monitor.state)
            #expect(verification.status == 0, "\(verification.output)\(verification.errors)")
        }
    }

    @Test func `Ctrl-C ends it in order too`() throws {
        try withFiles([:]) { top in
            let monitor = try RunningMonitor(state: "\(top)/state")
            try monitor.ready()
            #expect(monitor.end(by: SIGINT) == 0, "\(monitor.errors)")
        }
    }

    @Test func `one that was killed is taken up by the next`() throws {
        try withFiles([:]) { top in
            for _ in 0..<3 {
                let monitor = try RunningMonitor(state: "\(top)/state")
                try monitor.ready()
                #expect(monitor.end(by: SIGKILL) == SIGKILL)
            }
            let last = try RunningMonitor(state: "\(top)/state")
            try last.ready()
            #expect(last.end() == 0)
            let verification = try verification(last.state)
            #expect(verification.status == 0, "\(verification.output)\(verification.errors)")
        }
    }

    @Test func `a second one on the same state is refused`() throws {
        try withFiles([:]) { top in
            let monitor = try RunningMonitor(state: "\(top)/state")
            try monitor.ready()
            let second = try Command("run", "--state", monitor.state)
            #expect(second.status == 71 && second.errors.contains("is the monitor running?"), "\(second.errors)")
            try monitor.ready()
        }
    }

    @Test(.enabled(if: geteuid() == 0, "needs root")) func `an ordinary user can try it out`() throws {
        try withFiles([:]) { top in
            chmod(top, 0o777)
            let monitor = try RunningMonitor(state: "\(top)/state", asNobody: true)
            try monitor.ready()
            #expect(monitor.end() == 0, "\(monitor.errors)")
        }
    }

    // MARK: Configuration

    @Test func `a configuration with a problem is refused as a whole, with the words of config check`() throws {
        let control =
            "[Control]\nId=X\nDescription=d\nOwner=o\nCriterion=CC6.1\n[Test]\nProbe=password-policy\n[Settings]\nMinimumLength=9\n"
        try withFiles(["etc/controls.d/password-policy.control": control]) { top in
            let file = "\(top)/etc/controls.d/password-policy.control"
            let monitor = try RunningMonitor(state: "\(top)/state", config: "\(top)/etc")
            try monitor.ready()
            try control.replacing("MinimumLength", with: "MinimumLenght").write(toFile: file, atomically: true, encoding: .utf8)
            let refused = try Command("reload", "--state", monitor.state)
            let checked = try Command("config", "check", "--config", "\(top)/etc")
            #expect(refused.status == 78 && checked.status == 78)
            #expect(refused.errors.split(separator: "\n").first == checked.errors.split(separator: "\n").first)
            #expect(refused.errors.contains("the one before stays in force"), "\(refused.errors)")
            try control.write(toFile: file, atomically: true, encoding: .utf8)
            try monitor.ready()
            try FileManager.default.removeItem(atPath: "\(top)/etc")
            #expect(try Command("reload", "--state", monitor.state).status == 78)
        }
    }

    @Test func `it does not start with a configuration that has a problem`() throws {
        try withFiles(["etc/soc2d.conf": "[Ledger]\nOrigin=a b\n"]) { top in
            let command = try Command("run", "--state", "\(top)/state", "--config", "\(top)/etc")
            #expect(command.status == 78 && command.errors.contains("/etc/soc2d.conf:2: Origin=a b"), "\(command.errors)")
            #expect(!FileManager.default.fileExists(atPath: "\(top)/state"))
        }
    }

    @Test func `where nobody runs, a reload says so at once`() throws {
        try withFiles([:]) { top in
            let command = try Command("reload", "--state", top, "--wait=1ms")
            #expect(command.status == 69 && command.errors.contains("the monitor is not running"), "\(command.errors)")
        }
    }

    @Test(arguments: [
        ["run", "--state", ""], ["run", "extra"], ["reload", "--wait=soon"], ["reload", "--wait=0"], ["reload", "--wait=400d"],
        ["reload", "--state", ""],
    ]) func `what nobody can mean is wrong usage`(_ arguments: [String]) throws {
        #expect(try Command(arguments).status == 64)
    }

    // MARK: The state directory

    /// What a monitor says that is to start on a state which `body` has prepared, and which was in order before.
    private func refusal(_ body: (_ state: String, _ outside: String) throws -> Void) throws -> Command {
        var command: Command?
        try withFiles(["outside/theirs": "theirs"]) { top in
            let state = "\(top)/state"
            let first = try RunningMonitor(state: state)
            try first.ready()
            #expect(first.end() == 0)
            let theirs = "\(top)/outside/theirs"
            chmod(theirs, 0o600)
            try body(state, theirs)
            command = try Command("run", "--state", state)
            #expect(try String(contentsOfFile: theirs, encoding: .utf8) == "theirs")
            #expect(try names(in: "\(top)/outside") == ["theirs"])
        }
        return try #require(command)
    }

    @Test(arguments: ["ledger", "ledger-writer", "log.key", "checkpoint"])
    func `a link, another name or a FIFO in the place of what it keeps is refused by name`(_ name: String) throws {
        for isLink in [true, false] {
            let command = try refusal { state, theirs in
                try FileManager.default.removeItem(atPath: "\(state)/\(name)")
                #expect(isLink ? symlink(theirs, "\(state)/\(name)") == 0 : link(theirs, "\(state)/\(name)") == 0)
            }
            #expect(command.status == 78 && command.errors.contains("/state/\(name): "), "\(command.errors)")
        }
        let command = try refusal { state, _ in
            try FileManager.default.removeItem(atPath: "\(state)/\(name)")
            mkfifo("\(state)/\(name)", 0o600)
        }
        #expect(command.status == 78 && command.errors.contains("/state/\(name): not a regular file"), "\(command.errors)")
    }

    @Test func `a directory that others get into, or that is a link, is refused`() throws {
        let open = try refusal { state, _ in chmod(state, 0o755) }
        #expect(open.status == 78 && open.errors.contains("/state: mode 755"), "\(open.errors)")
        let link = try refusal { state, _ in
            #expect(rename(state, state + ".away") == 0 && symlink(state + ".away", state) == 0)
        }
        #expect(link.status == 78 && link.errors.contains("/state: a symbolic link"), "\(link.errors)")
        let runtime = try refusal { state, _ in chmod("\(state)/run", 0o777) }
        #expect(runtime.status == 78 && runtime.errors.contains("/state/run: mode 777"), "\(runtime.errors)")
    }

    @Test func `a directory that cannot be made is named`() throws {
        let command = try Command("run", "--state", "/nonexistent/state")
        #expect(command.status == 73 && command.errors.contains("/nonexistent/state: mkdir"), "\(command.errors)")
    }

    // MARK: The key

    @Test func `a ledger that has begun never gets another key`() throws {
        let gone = try refusal { state, _ in unlink("\(state)/log.key") }
        #expect(gone.status == 78 && gone.errors.contains("a new key is never made for an old ledger"), "\(gone.errors)")
        let other = try refusal { state, _ in try Data(repeating: 7, count: 32).write(to: URL(filePath: "\(state)/log.key")) }
        #expect(other.status == 78 && other.errors.contains("begun with the key"), "\(other.errors)")
        let open = try refusal { state, _ in chmod("\(state)/log.key", 0o644) }
        #expect(open.status == 78 && open.errors.contains("log.key: mode 644"), "\(open.errors)")
    }
}
