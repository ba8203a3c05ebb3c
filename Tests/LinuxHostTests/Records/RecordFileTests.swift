import Controls
import Foundation
import HostFixtures
import LinuxHost
import ProbeKit
import Testing

/// Files that are replaced as a whole, and the directories for them.
struct RecordFileTests {
    @Test func `the directory of the records is made with those above it, for everybody to read`() throws {
        try withDirectory(["/file": "text"]) { top in
            try RecordFile.makeDirectory(HostPath("\(top)/lib/soc2d/records"))
            try RecordFile.makeDirectory(HostPath("\(top)/lib/soc2d/records"))
            for name in ["lib", "lib/soc2d", "lib/soc2d/records"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(top)/\(name)")
                #expect(attributes[.posixPermissions] as? Int == 0o755, "\(name)")
            }
            #expect(throws: RecordFailure.self) { try RecordFile.makeDirectory(HostPath("\(top)/file/records")) }
        }
    }

    @Test func `trying leaves nothing behind, and replacing leaves one file`() throws {
        try withDirectory(["/a": "old"]) { top in
            let file = RecordFile(HostPath("\(top)/a"))
            try file.probe()
            #expect(try FileManager.default.contentsOfDirectory(atPath: top) == ["a"])
            try file.replace(with: Array("new".utf8))
            #expect(try String(contentsOfFile: "\(top)/a", encoding: .utf8) == "new")
            #expect(try FileManager.default.contentsOfDirectory(atPath: top) == ["a"])
        }
    }

    /// For a directory that never answers.
    private struct NoPatience: Patience {
        func results<Value: Sendable>(of work: [@Sendable () -> Value], within span: TimeSpan) -> [Value?] { work.map { _ in nil } }
    }

    @Test func `a directory that does not answer in time is a failure that says so`() {
        let failure = #expect(throws: RecordFailure.self) { try RecordFile("/mnt/gone/a").probe(with: NoPatience()) }
        #expect(failure?.text == "/mnt/gone has not answered for 1m, as a network mount does whose server is gone")
    }

    @Test func `a reader that has the old file open keeps all of it`() throws {
        try withDirectory(["/a": "old"]) { top in
            let reader = try #require(FileHandle(forReadingAtPath: "\(top)/a"))
            try RecordFile(HostPath("\(top)/a")).replace(with: [])
            #expect(reader.readDataToEndOfFile() == Data("old".utf8))
        }
    }

    @Test func `a name that is longer than any, or holds a NUL, is refused`() throws {
        try withDirectory(["/a": "old"]) { top in
            for name in [String(repeating: "x", count: 300), "a\0b"] {
                #expect(throws: RecordFailure.self) { try RecordFile(HostPath("\(top)/\(name)")).replace(with: []) }
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: top)
            #expect(left == ["a"])
        }
    }
}
