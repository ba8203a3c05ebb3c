/// Which tile of a tree: tlog-tiles, "Merkle Tree". A tile of level 0 has 256 leaf hashes, one of level 1 the roots of 256 tiles of
/// level 0, and so on.
package struct TilePlace: Hashable, Sendable, CustomStringConvertible {
    package let level: Int
    /// From 0, from left to right within the level.
    package let index: Int

    package init(level: Int, index: Int) {
        self.level = level
        self.index = index
    }

    /// How many hashes the tile has in a tree of so many leaves: 256 if it is full, 0 if there is none.
    package func width(inTreeOf size: Int) -> Int {
        let count = Self.count(level: level, inTreeOf: size)
        let full = count >> Tile.height
        return index < full ? Tile.fullWidth : index == full ? count % Tile.fullWidth : 0
    }

    /// How many hashes the tiles of a level have together.
    static func count(level: Int, inTreeOf size: Int) -> Int { level * Tile.height < Int.bitWidth ? size >> (level * Tile.height) : 0 }

    /// The first leaf below the tile.
    package var firstLeaf: Int { index << ((level + 1) * Tile.height) }

    package var description: String { "tile \(level)/\(index)" }
}
