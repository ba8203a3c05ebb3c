internal import ProbeKit

/// What a log says about its tree: C2SP tlog-checkpoint v1.0.0.
package struct Checkpoint: Hashable, Sendable {
    package let origin: LogName
    package let head: TreeHead
    /// Lines behind the root. Others may write some; we sign none.
    package let extensions: [String]

    package init(origin: LogName, head: TreeHead) {
        self.origin = origin
        self.head = head
        extensions = []
    }

    /// Reads the text of a note.
    package init(parsing text: [UInt8]) throws(NoteProblem) {
        guard text.last == UInt8(ascii: "\n") else { throw .malformed("the last line does not end", line: nil) }
        guard String(validating: text, as: UTF8.self) != nil else { throw .malformed("not UTF-8", line: nil) }
        var lines: [ArraySlice<UInt8>] = []
        for (number, line) in ByteLines(text) {
            guard !line.isEmpty, line.allSatisfy({ $0 >= 0x20 }) else { throw .malformed("empty, or a control character", line: number) }
            lines.append(line)
        }
        guard lines.count >= 3 else { throw .malformed("a checkpoint has at least three lines", line: nil) }
        guard let origin = LogName(String(decoding: lines[0], as: UTF8.self)) else { throw .malformed("no origin", line: 1) }
        guard let size = lines[1].canonicalDecimal else { throw .malformed("no size below 10^18 without leading zeros", line: 2) }
        guard let root = TreeHash(base64: lines[2]) else { throw .malformed("no root hash", line: 3) }
        self.origin = origin
        head = TreeHead(size: size, root: root)
        extensions = lines[3...].map { String(decoding: $0, as: UTF8.self) }
    }

    /// The text that is signed.
    package var text: [UInt8] {
        let lines = [origin.text, String(head.size), head.root.base64] + extensions
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }
}

extension ArraySlice<UInt8> {
    /// A decimal number in its one spelling, below 10^18.
    var canonicalDecimal: Int? { first == UInt8(ascii: "0") && count > 1 ? nil : decimal }
}
