/// Up to 256 neighbouring hashes of a tree: tlog-tiles, "Merkle Tree".
package struct Tile: Hashable, Sendable {
    /// A full tile is a complete subtree of this height.
    package static let height = 8
    package static let fullWidth = 1 << height

    package let place: TilePlace
    /// From 1 to 256.
    package let hashes: [TreeHash]

    init(_ place: TilePlace, _ hashes: [TreeHash]) {
        self.place = place
        self.hashes = hashes
    }

    /// Reads a tile; more than what is asked for may stand behind it, since the tile may have grown.
    init(_ place: TilePlace, width: Int, reading bytes: [UInt8]?) throws(TreeFailure) {
        guard let bytes else { throw .missing(place) }
        guard let hashes = TreeHash.list(bytes), hashes.count <= Self.fullWidth else { throw .malformed(place, bytes: bytes.count) }
        guard hashes.count >= width else { throw .tooNarrow(place, width: hashes.count, needed: width) }
        self.init(place, Array(hashes.prefix(width)))
    }

    package var isFull: Bool { hashes.count == Self.fullWidth }

    /// 32 bytes for each hash; 8,192 if the tile is full.
    package var bytes: [UInt8] { unsafe hashes.withUnsafeBytes { unsafe Array($0) } }
}
