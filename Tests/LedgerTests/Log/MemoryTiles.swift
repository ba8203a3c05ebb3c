import Ledger

/// Tiles that are kept in a dictionary, with a list of what was read.
final class MemoryTiles: TileStore {
    var tiles: [TilePlace: [UInt8]] = [:]
    private(set) var readPlaces: [TilePlace] = []
    /// Places that cannot be read or written.
    var broken: Set<TilePlace> = []

    init() {}

    /// The tiles of a tree, which grew in steps.
    init(leaves: [TreeHash], step: Int, hasher: TreeHasher) throws {
        var tree = GrowingTree()
        var store = self
        for (index, leaf) in leaves.enumerated() {
            tree.append(leaf, with: hasher)
            if index % step == step - 1 { try tree.writeChanges(to: &store) }
        }
        try tree.writeChanges(to: &store)
    }

    func bytes(of place: TilePlace) throws(TreeFailure) -> [UInt8]? {
        if broken.contains(place) { throw .inaccessible(place, "disk error") }
        readPlaces.append(place)
        return tiles[place]
    }

    func write(_ tile: Tile) throws(TreeFailure) {
        if broken.contains(tile.place) { throw .inaccessible(tile.place, "disk error") }
        tiles[tile.place] = tile.bytes
    }

    func forgetReads() { readPlaces = [] }
}
