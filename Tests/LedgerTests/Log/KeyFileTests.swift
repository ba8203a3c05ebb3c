import Foundation
import Ledger
import Testing

/// The file of a key: written whole, and read only where it is a secret.
@Suite struct KeyFileTests {
    /// Calls `body` with the path of a file that is not there, in a directory of its own.
    private func withPath(_ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "soc2d-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory.path + "/log.key")
    }

    private func withKey(_ body: (String) throws -> Void) throws {
        try withPath { path in
            try KeyFile(path).write(KeySeed.drawn(from: CountingRandom()))
            try body(path)
        }
    }

    private func reason(_ path: String, keptBy keeper: KeyFile.Keeper = .ourselves) -> KeyFileProblem.Reason? {
        do throws(KeyFileProblem) {
            _ = try KeyFile(path, keptBy: keeper).read()
            Issue.record("it was not refused")
            return nil
        } catch { return error.reason }
    }

    private func isThere(_ path: String, keptBy keeper: KeyFile.Keeper = .ourselves) throws -> Bool {
        if let _ = try KeyFile(path, keptBy: keeper).read() { true } else { false }
    }

    @Test func `a seed is written for us alone and read back`() throws {
        try withKey { path in
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600 && attributes[.size] as? Int == 32)
            #expect(FileManager.default.contents(atPath: path) == Data(0..<32))
            let name = try #require(LogName("log.example"))
            guard let seed = try KeyFile(path).read() else {
                Issue.record("there is no file")
                return
            }
            let key = try LogKey(name, seed: seed)
            let same = try LogKey(name, seed: KeySeed.drawn(from: CountingRandom()))
            #expect(key.verifier == same.verifier)
            #expect(try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent) == ["log.key"])
        }
    }

    @Test func `where there is no file there is no key, and that is no error`() throws {
        try withPath { path in
            let isThere = try isThere(path)
            #expect(!isThere)
        }
    }

    @Test func `a key that is there is never replaced`() throws {
        try withKey { path in
            #expect(throws: KeyFileProblem(path: path, reason: .system("rename", EEXIST))) {
                try KeyFile(path).write(KeySeed.drawn(from: CountingRandom(first: 9)))
            }
            #expect(FileManager.default.contents(atPath: path) == Data(0..<32))
            #expect(!FileManager.default.fileExists(atPath: path + ".new"))
        }
    }

    @Test func `a draft that a crash left behind is written anew, and not followed if it is a link`() throws {
        try withPath { path in
            symlink("/dev/null", path + ".new")
            try KeyFile(path).write(KeySeed.drawn(from: CountingRandom()))
            let isThere = try isThere(path)
            #expect(isThere)
        }
        try withPath { path in
            let missing = path + "/nowhere"
            #expect(throws: KeyFileProblem(path: missing, reason: .system("create", ENOENT))) {
                try KeyFile(missing).write(KeySeed.drawn(from: CountingRandom()))
            }
        }
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o4600, 0o700, 0o666]) func `a key that others may use is refused`(mode: Int) throws {
        try withKey { path in
            chmod(path, mode_t(mode))
            #expect(reason(path) == .mode(UInt32(mode)))
        }
    }

    @Test func `a link, a second name, a directory and a FIFO are refused`() throws {
        try withKey { path in
            symlink(path, path + ".link")
            #expect(reason(path + ".link") == .link)
            link(path, path + ".second")
            #expect(reason(path) == .linked(2))
            mkfifo(path + ".fifo", 0o600)
            #expect(reason(path + ".fifo") == .notRegular)
            mkdir(path + ".directory", 0o700)
            #expect(reason(path + ".directory") == .notRegular)
        }
    }

    @Test(arguments: [0, 31, 33, 64]) func `a file of another length is refused`(count: Int) throws {
        try withPath { path in
            _ = FileManager.default.createFile(
                atPath: path, contents: Data(repeating: 1, count: count), attributes: [.posixPermissions: 0o600])
            #expect(reason(path) == .size(count))
        }
    }

    @Test(.enabled("needs root", { geteuid() == 0 })) func `a key of another user is refused`() throws {
        try withKey { path in
            chown(path, 1234, 0)
            #expect(reason(path) == .owner(1234))
            #expect(reason(path, keptBy: .serviceManager) == .owner(1234))
        }
    }

    @Test func `a credential may show the mask of an access list as a right of the group`() throws {
        try withKey { path in
            chmod(path, 0o440)
            let isThere = try isThere(path, keptBy: .serviceManager)
            #expect(isThere)
            #expect(reason(path) == .mode(0o440))
            chmod(path, 0o444)
            #expect(reason(path, keptBy: .serviceManager) == .mode(0o444))
        }
    }

    @Test func `a problem names the file and the way out`() {
        let problem = KeyFileProblem(path: "/var/lib/soc2d/log\n.key", reason: .mode(0o644))
        #expect(problem.description == "/var/lib/soc2d/log%0A.key: mode 644 lets others at the key; chmod 600 it, if nobody read it yet")
        #expect(KeyFileProblem(path: "a", reason: .system("open", EACCES)).description == "a: open: Permission denied")
    }
}
