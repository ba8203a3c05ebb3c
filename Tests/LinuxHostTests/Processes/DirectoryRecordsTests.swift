import Testing

@testable import LinuxHost

@Suite struct DirectoryRecordsTests {
    private static func record(_ name: String) -> [UInt8] {
        let length = (19 + name.utf8.count + 1 + 7) & ~7
        let head = [UInt8](repeating: 0, count: 16) + DiagnosticReply.number(UInt16(length)) + [10]
        return head + Array(name.utf8) + [UInt8](repeating: 0, count: length - 19 - name.utf8.count)
    }

    private static func numbers(_ bytes: [UInt8]) -> [Int]? {
        var numbers: [Int] = []
        return DirectoryRecords.forEachNumber(in: bytes, count: bytes.count) { numbers.append($0.number) } ? numbers : nil
    }

    @Test func `only names of digits are processes`() {
        let bytes = [".", "..", "self", "1", "12x", "4194304", "9999999999999999999", "0"].flatMap(Self.record)
        #expect(Self.numbers(bytes) == [1, 4_194_304, 0])
    }

    @Test func `a cut or mutated buffer is read or refused, and never traps`() {
        let bytes = ["1", "22", "333"].flatMap(Self.record)
        for length in 1..<bytes.count where length % 24 != 0 { #expect(Self.numbers(Array(bytes[..<length])) == nil) }
        for position in bytes.indices {
            for value in [UInt8(0), 1, 19, 0x7F, 0xFF] {
                var mutated = bytes
                mutated[position] = value
                _ = Self.numbers(mutated)
            }
        }
    }

    @Test(arguments: [
        ("socket:[4711]", UInt64(4711)), ("socket:[18446744073709551615]", .max), ("socket:[18446744073709551616]", nil),
        ("socket:[]", nil), ("socket:[12", nil), ("socket:[1x]", nil), ("pipe:[4711]", nil), ("/tmp/socket:[1]", nil), ("", nil),
        ("sacket:[1]", nil),
    ])
    func `a descriptor is a socket by its whole name`(target: String, inode: UInt64?) {
        let bytes = Array(target.utf8) + [UInt8](repeating: 0, count: 40)
        #expect(SocketWalk.socketInode(bytes, count: target.utf8.count) == inode)
    }
}
