import ProbeKit

/// The blocks of a file in PEM: RFC 7468. Text around them is passed over.
struct PEMBlocks: Sequence, IteratorProtocol {
    struct Block {
        /// Such as `CERTIFICATE`, at most 64 bytes, escaped.
        let label: String
        /// What stands between the boundaries; nil where the end is missing.
        let body: ArraySlice<UInt8>?
    }

    private var lines: ByteLines
    private let bytes: [UInt8]
    private static let longestLabel = 64

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        lines = ByteLines(bytes)
    }

    mutating func next() -> Block? {
        while let (_, line) = lines.next() {
            guard let label = Self.label(of: line, after: "-----BEGIN ") else { continue }
            let start = Swift.min(line.endIndex + 1, bytes.endIndex)
            while let (_, line) = lines.next() {
                guard let end = Self.label(of: line, after: "-----END ") else { continue }
                return Block(label: label, body: end == label ? bytes[start..<line.startIndex] : nil)
            }
            return Block(label: label, body: nil)
        }
        return nil
    }

    private static func label(of line: ArraySlice<UInt8>, after mark: String) -> String? {
        let line = line.trimmingReturn
        guard line.starts(with: mark.utf8), line.reversed().starts(with: "-----".utf8) else { return nil }
        let label = line.dropFirst(mark.utf8.count).dropLast(5)
        return label.count <= longestLabel ? label.escaped : nil
    }
}

extension ArraySlice<UInt8> {
    /// The line without white space at its end, a CR of another system included.
    var trimmingReturn: ArraySlice<UInt8> {
        var line = self
        while let last = line.last, last == UInt8(ascii: "\r") || last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") {
            line = line.dropLast()
        }
        return line
    }
}
