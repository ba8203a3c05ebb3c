/// A name with wildcards as fnmatch(3) knows them: `*`, `?`, `[a-z]`, `[!a-z]`. A backslash is itself, since unit names
/// are full of them (systemd.unit(5), “\x2d”).
package struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    private enum Piece: Hashable, Sendable {
        case byte(UInt8)
        case anyByte
        case anyRun
        case set([ClosedRange<UInt8>], isNegated: Bool)
    }

    private let pieces: [Piece]
    package let description: String

    /// Reads a pattern; nil if it is empty, longer than 512 bytes, or has a set that is not closed.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...512).contains(bytes.count) else { return nil }
        var pieces: [Piece] = []
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "*"): if pieces.last != .anyRun { pieces.append(.anyRun) }
            case UInt8(ascii: "?"): pieces.append(.anyByte)
            case UInt8(ascii: "["):
                guard let (set, end) = Self.set(in: bytes, from: position + 1) else { return nil }
                pieces.append(set)
                position = end
            case let byte: pieces.append(.byte(byte))
            }
            position += 1
        }
        self.pieces = pieces
        description = text
    }

    /// Exactly this name.
    package init(literal name: String) {
        pieces = name.utf8.map { .byte($0) }
        description = name
    }

    package func matches(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        var (piece, position) = (0, 0)
        var lastRun: (piece: Int, position: Int)?
        while position < bytes.count {
            if piece < pieces.count, pieces[piece] == .anyRun {
                lastRun = (piece, position)
                piece += 1
            } else if piece < pieces.count, Self.fits(bytes[position], pieces[piece]) {
                piece += 1
                position += 1
            } else if let run = lastRun {
                lastRun = (run.piece, run.position + 1)
                piece = run.piece + 1
                position = run.position + 1
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .anyRun }
    }

    private static func fits(_ byte: UInt8, _ piece: Piece) -> Bool {
        switch piece {
        case .byte(let expected): byte == expected
        case .anyByte, .anyRun: true
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
        }
    }

    /// A set and where its `]` stands. A `]` that comes first is a member.
    private static func set(in bytes: [UInt8], from start: Int) -> (Piece, end: Int)? {
        var position = start
        let isNegated = position < bytes.count && (bytes[position] == UInt8(ascii: "!") || bytes[position] == UInt8(ascii: "^"))
        if isNegated { position += 1 }
        var ranges: [ClosedRange<UInt8>] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "]") || ranges.isEmpty {
            if position + 2 < bytes.count, bytes[position + 1] == UInt8(ascii: "-"), bytes[position + 2] != UInt8(ascii: "]") {
                guard bytes[position] <= bytes[position + 2] else { return nil }
                ranges.append(bytes[position]...bytes[position + 2])
                position += 3
            } else {
                ranges.append(bytes[position]...bytes[position])
                position += 1
            }
        }
        return position < bytes.count ? (.set(ranges, isNegated: isNegated), position) : nil
    }
}
