import ProbeKit

/// The lines of `/etc/gshadow`, asked for by name. Both files usually have the same order, so that the next line is looked at before all
/// names are indexed.
struct GroupShadowLines {
    private let lines: [ByteLine]
    private var next = 0
    /// The first line of each name; built once the order breaks.
    private var index: [String: Int32]?
    /// Lines that are no entry: their numbers, without their text.
    private(set) var malformed: [Int] = []

    /// Where a line lies in the bytes of the file.
    private struct ByteLine {
        let number: Int32
        let text: ArraySlice<UInt8>

        var name: ArraySlice<UInt8> { text.prefix { $0 != UInt8(ascii: ":") } }
        var entry: GroupShadow? { GroupShadow(parsing: text, number: Int(number)) }
    }

    init(_ bytes: [UInt8]) {
        var lines: [ByteLine] = []
        lines.reserveCapacity(bytes.count { $0 == UInt8(ascii: "\n") } + 1)
        for (number, text) in ByteLines(bytes) {
            let line = ByteLine(number: Int32(clamping: number), text: text.accountLine)
            if line.text.isEmpty { continue }
            if Self.isEntry(line.text) { lines.append(line) } else { malformed.append(number) }
        }
        self.lines = lines
    }

    /// Four fields, the first of them not empty.
    private static func isEntry(_ line: ArraySlice<UInt8>) -> Bool {
        line.first != UInt8(ascii: ":") && line.count { $0 == UInt8(ascii: ":") } >= 3
    }

    /// The first line of a group, which is the one that counts, as for the C library.
    mutating func entry(of name: String) -> GroupShadow? {
        guard !lines.isEmpty else { return nil }
        if index == nil {
            if next < lines.count, lines[next].name.elementsEqual(name.utf8) {
                next += 1
                return lines[next - 1].entry
            }
            index = Dictionary(lines.enumerated().map { ($1.name.escaped, Int32(clamping: $0)) }) { first, _ in first }
        }
        return index?[name].flatMap { lines[Int($0)].entry }
    }
}
