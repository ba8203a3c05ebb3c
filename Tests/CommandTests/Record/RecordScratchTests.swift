import Foundation
import Testing

/// Where `soc2d record restore-test` restores to: what was there before proves nothing.
struct RecordScratchTests {
    private static let path = #"""
        [BackupSet]
        Name=web
        Path=DIR/data

        """#

    /// SHA-256 of "alpha", as data/a has it.
    private static let alpha = "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"

    private func withData(_ body: (RecordDirectory) throws -> Void) throws {
        try RecordDirectory.with { directory in
            try directory.write("data/a", "alpha")
            try directory.write("sums", "\(Self.alpha)  a\n")
            try body(directory)
        }
    }

    private func test(_ directory: RecordDirectory, to target: String, running job: [String]) throws -> Command {
        try directory.record("restore-test", "--set", "web", "--from", "4f3c", "--to", target, "--checksums", "DIR/sums", running: job)
    }

    @Test func `a directory that is not empty is refused before anything runs`() throws {
        try withData { directory in
            try directory.write("to/a", "alpha")
            let command = try test(directory, to: "DIR/to", running: ["/bin/touch", "DIR/ran"])
            #expect(command.status == 65 && command.errors.contains("to is not empty, so what is in it may be left from before"))
            #expect(command.errors.contains("--to \(directory.path)/to/new; nothing was run"))
            #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/ran"))
            #expect(try directory.records.isEmpty)
            #expect(try test(directory, to: "DIR/to/new", running: ["cp", "-a", "DIR/data", "DIR/to/new"]).status == 0)
            #expect(try test(directory, to: "DIR/to/new", running: ["true"]).status == 65)
        }
    }

    @Test(arguments: ["DIR/data", "DIR", "DIR/data/scratch", "DIR/link", "DIR/link/scratch", "DIR/data/../data"])
    func `a directory of the data, above it or in it is refused, by whatever path`(target: String) throws {
        try withData { directory in
            symlink("data", "\(directory.path)/link")
            try directory.write("conf/controls.d/backup-freshness.control.d/z.conf", Self.path.replacing("DIR", with: directory.path))
            for job in [[], ["/bin/touch", "DIR/ran"]] {
                let command = try test(directory, to: target, running: job)
                #expect(command.status == 65 && command.errors.contains("which “web” is about"), "\(command.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/ran"))
            #expect(try directory.records.isEmpty)
            #expect(try test(directory, to: "DIR/data-scratch", running: ["cp", "-a", "DIR/data", "DIR/data-scratch"]).status == 0)
        }
    }

    @Test func `a command that puts the data in the place of a restore proves nothing`() throws {
        try withData { directory in
            try directory.write("conf/controls.d/backup-freshness.control.d/z.conf", Self.path.replacing("DIR", with: directory.path))
            let command = try test(directory, to: "DIR/to", running: ["ln", "-s", "data", "DIR/to"])
            #expect(command.status == 65 && command.errors.contains("which “web” is about; name a scratch directory elsewhere"))
            #expect(try directory.records.isEmpty)
        }
    }

    @Test func `a tree of hard links is no copy, and links within a restore are`() throws {
        try withData { directory in
            let linked = try test(directory, to: "DIR/to", running: ["cp", "-al", "DIR/data", "DIR/to"])
            #expect(linked.status == 1 && linked.errors.contains("a: a hard link to a file that lies elsewhere too"), "\(linked.errors)")
            #expect((try directory.json("web.restore.json")["comparison"] as? [String: Any])?["different"] as? Int == 1)
            let job = ["/bin/sh", "-c", "mkdir -p DIR/two/d; cat DIR/data/a > DIR/two/a; ln DIR/two/a DIR/two/d/b"]
            #expect(try test(directory, to: "DIR/two", running: job).status == 0)
            #expect(try directory.json("web.restore.json")["source"] as? String == "\(directory.path)/records/web.json")
        }
    }

    @Test func `a line that stands several times counts once, and two hashes of one file are no list`() throws {
        try withData { directory in
            try directory.write("sums", "\(Self.alpha)  a\n\(Self.alpha)  ./a\n\(Self.alpha)  .//a\n")
            #expect(try test(directory, to: "DIR/to", running: ["cp", "-a", "DIR/data", "DIR/to"]).status == 0)
            #expect((try directory.json("web.restore.json")["comparison"] as? [String: Any])?["compared"] as? Int == 1)
            try directory.write("sums", "\(Self.alpha)  a\n\(String(repeating: "0", count: 64))  a\n")
            let command = try test(directory, to: "DIR/to", running: [])
            #expect(command.status == 65 && command.errors.contains("sums:2: a stands in it with another hash already"))
        }
    }
}
