import Foundation
import Glibc
import HostFixtures
import LinuxHost
import ProbeKit
import Testing

/// A directory of the monitor's own, with something in it that should not be there. Nothing of it is opened or changed.
struct OwnDirectoryTests {
    private let contents: [(name: String, kind: OwnDirectory.Kind)] = [("log.key", .file), ("control.sock", .socket)]

    /// What is said of a directory that `body` has prepared, without the path of it.
    private func problem(_ mode: mode_t = 0o700, _ body: (String) throws -> Void) throws -> StateProblem.Reason? {
        var reason: StateProblem.Reason?
        try withDirectory([:]) { top in
            let path = "\(top)/state"
            mkdir(path, 0o700)
            try body(path)
            if mode != 0o700 { chmod(path, mode) }
            do throws(StateProblem) { try OwnDirectory(HostPath(path)).check(contents) } catch { reason = error.reason }
        }
        return reason
    }

    private func write(_ path: String, mode: mode_t = 0o600) throws {
        try Data("secret".utf8).write(to: URL(filePath: path))
        chmod(path, mode)
    }

    @Test func `an empty one is fine, and so is one with what belongs there`() throws {
        #expect(try problem { _ in } == nil)
        #expect(try problem { try write("\($0)/log.key") } == nil)
    }

    @Test func `others may not get into it`() throws {
        #expect(try problem(0o755) { _ in } == .mode(0o755, allowed: 0o700))
        #expect(try problem(0o720) { _ in } == .mode(0o720, allowed: 0o700))
        #expect(try problem(0o1700) { _ in } == .mode(0o1700, allowed: 0o700))
    }

    @Test func `it stands there itself`() throws {
        #expect(
            try problem { path in
                rmdir(path); symlink("/tmp", path)
            } == .link)
        #expect(
            try problem { path in
                rmdir(path); try write(path)
            } == .notDirectory)
        #expect(try problem { rmdir($0) } == .missing)
    }

    @Test func `what is in it stands there itself, alone, and is of its kind`() throws {
        #expect(try problem { symlink("/etc/passwd", "\($0)/log.key") } == .link)
        #expect(try problem { mkfifo("\($0)/log.key", 0o600) } == .notRegular)
        #expect(try problem { mkdir("\($0)/log.key", 0o700) } == .notRegular)
        #expect(
            try problem { path in
                try write("\(path)/a"); link("\(path)/a", "\(path)/log.key")
            } == .linked(2))
        #expect(try problem { try write("\($0)/log.key", mode: 0o644) } == .mode(0o644, allowed: 0o640))
        #expect(try problem { try write("\($0)/log.key", mode: 0o4600) } == .mode(0o4600, allowed: 0o640))
        #expect(try problem { try write("\($0)/control.sock") } == .notSocket)
    }

    @Test(.enabled(if: geteuid() == 0, "needs root")) func `it and what is in it are this user's`() throws {
        #expect(try problem { chown($0, 65534, 65534) } == .owner(65534, expected: 0))
        #expect(
            try problem { path in
                try write("\(path)/log.key"); chown("\(path)/log.key", 65534, 0)
            } == .owner(65534, expected: 0))
    }

    @Test func `a missing one is made for us alone, whatever the umask, and one that is there stays`() throws {
        try withDirectory([:]) { top in
            let directory = OwnDirectory(HostPath("\(top)/state"))
            try directory.make()
            try directory.check([])
            chmod("\(top)/state", 0o500)
            try directory.make()
            var status = stat()
            #expect(lstat("\(top)/state", &status) == 0 && status.st_mode & 0o7777 == 0o500)
            #expect(throws: StateProblem.self) { try OwnDirectory(HostPath("\(top)/none/state")).make() }
        }
    }

    @Test func `a problem says what it is about and the way out`() {
        #expect(
            StateProblem("/s", .mode(0o755, allowed: 0o700)).description
                == "/s: mode 755 lets others at it; see that nobody was there, then chmod 700 it")
        #expect(StateProblem("/s/k", .linked(2)).description.contains("find / -xdev -samefile /s/k"))
    }
}

/// A small file that is replaced as a whole.
struct KeptFileTests {
    @Test(arguments: [true, false]) func `what was put there last is there, and nothing else is left`(_ isSynced: Bool) throws {
        try withDirectory([:]) { top in
            let file = KeptFile(HostPath("\(top)/checkpoint"), isSynced: isSynced)
            #expect(try file.contents(limit: 100) == nil)
            for text in ["one", "two"] {
                try file.replace(with: Array(text.utf8))
                #expect(try file.contents(limit: 100) == Array(text.utf8))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: top) == ["checkpoint"])
        }
    }

    @Test func `a link is neither read nor written through`() throws {
        try withDirectory([:]) { top in
            try Data("theirs".utf8).write(to: URL(filePath: "\(top)/theirs"))
            symlink("\(top)/theirs", "\(top)/checkpoint")
            symlink("\(top)/theirs", "\(top)/checkpoint.new")
            let file = KeptFile(HostPath("\(top)/checkpoint"), isSynced: false)
            #expect(throws: StateProblem(HostPath("\(top)/checkpoint"), .link)) { try file.contents(limit: 100) }
            try file.replace(with: Array("ours".utf8))
            #expect(try String(contentsOfFile: "\(top)/theirs", encoding: .utf8) == "theirs")
            #expect(try file.contents(limit: 100) == Array("ours".utf8))
        }
    }

    @Test func `a FIFO keeps nobody waiting, and a file with two names is not trusted`() throws {
        try withDirectory([:]) { top in
            mkfifo("\(top)/fifo", 0o600)
            #expect(throws: StateProblem(HostPath("\(top)/fifo"), .notRegular)) {
                try KeptFile(HostPath("\(top)/fifo"), isSynced: false).contents(limit: 100)
            }
            try Data("a".utf8).write(to: URL(filePath: "\(top)/a"))
            link("\(top)/a", "\(top)/b")
            #expect(throws: StateProblem(HostPath("\(top)/b"), .linked(2))) {
                try KeptFile(HostPath("\(top)/b"), isSynced: false).contents(limit: 100)
            }
        }
    }
}
