import ProbeKit
import Testing

@testable import Probes

/// The format of sha256sum(1).
struct ChecksumListTests {
    private let hash = String(repeating: "0aF1", count: 16)

    private func paths(_ text: String) throws -> [String] { try ChecksumList(parsing: Array(text.utf8)).entries.map(\.path.escaped) }

    @Test func `names are read in text, binary and escaped form`() throws {
        let text = "# made by hand\n\(hash)  ./a b\n\(hash) *d/c\n\\\(hash)  x\\ny\\\\z\\r\n\(hash)   lead\n"
        #expect(try paths(text) == ["./a b", "d/c", "x%0Ay\\z%0D", " lead"])
        let digest = try ChecksumList(parsing: Array("\(hash)  a".utf8)).entries[0].digest
        #expect(digest.count == 32 && digest[0] == 0x0A && digest[1] == 0xF1)
        #expect(try paths("").isEmpty)
    }

    @Test(arguments: [
        ("HASH  /etc/passwd", "does not lie below"), ("HASH  ../x", "does not lie below"), ("HASH  a/../../x", "does not lie below"),
        ("HASH  .", "does not lie below"), ("HASH  ", "empty"), ("HASH  a\0b", "empty"), ("HASH a", "white space"), ("HASH", "white space"),
        ("\\HASH  a\\q", "escaped"), ("\\HASH  a\\", "escaped"), ("abc  x", "64 digits"), ("", "64 digits"),
        ("SHA256 (x) = HASH", "64 digits"),
        ("\\HASH  ..\\n/../..", "does not lie below"),
    ])
    func `what leads out, and what is no such list, is refused with its line`(line: String, expected: String) {
        let text = "\(hash)  first\n\(line.replacing("HASH", with: hash))\n"
        do throws(ChecksumList.Problem) {
            _ = try ChecksumList(parsing: Array(text.utf8))
            Issue.record("taken: \(line)")
        } catch {
            #expect(error.line == 2 && error.text.contains(expected), "\(error)")
        }
    }
}
