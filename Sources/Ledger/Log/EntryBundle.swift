/// Up to 256 neighbouring leaves, each behind its length in two bytes: tlog-tiles, "Log entries".
package struct EntryBundle: Hashable, Sendable {
    /// The longest leaf.
    package static let leafLimit = 65_535

    package let leaves: [[UInt8]]

    /// Nil for more than 256 leaves, for none, and where one is too long.
    package init?(_ leaves: [[UInt8]]) {
        guard 1...Tile.fullWidth ~= leaves.count, leaves.allSatisfy({ $0.count <= Self.leafLimit }) else { return nil }
        self.leaves = leaves
    }

    /// Nil for bytes that end within a leaf, for more than 256 leaves, and for none.
    package init?(parsing bytes: [UInt8]) {
        var leaves: [[UInt8]] = []
        var rest = bytes[...]
        while let high = rest.popFirst() {
            guard let low = rest.popFirst(), leaves.count < Tile.fullWidth else { return nil }
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= length else { return nil }
            leaves.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        self.init(leaves)
    }

    package var bytes: [UInt8] {
        leaves.flatMap { [UInt8(truncatingIfNeeded: $0.count >> 8), UInt8(truncatingIfNeeded: $0.count)] + $0 }
    }
}
