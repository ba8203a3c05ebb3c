/// A tree that leaves are appended to: its size, and the tiles at its right edge, at most 8 KiB for each level.
///
/// A value: what was appended in a transaction that failed is forgotten by going back to a copy from before.
package struct GrowingTree: Sendable {
    package private(set) var size = 0
    /// The hashes of the tile of each level that is not full yet, from 0 to 255.
    private var edge: [[TreeHash]] = []
    /// Tiles that became full since the last writing.
    private var filled: [Tile] = []
    /// Levels whose edge grew since then.
    private var grown: Set<Int> = []

    package init() {}

    /// Goes on with a tree whose tiles are kept. Whether they are what was signed shows in the root.
    package init(size: Int, tiles: some TileReader) throws(TreeFailure) {
        guard size >= 0 else { throw .outside(0..<0, size: size) }
        self.size = size
        for level in 0... {
            let count = TilePlace.count(level: level, inTreeOf: size)
            guard count > 0 else { break }
            let place = TilePlace(level: level, index: count >> Tile.height)
            let width = place.width(inTreeOf: size)
            edge.append(width == 0 ? [] : try Tile(place, width: width, reading: tiles.bytes(of: place)).hashes)
        }
    }

    /// Adds the hash of one more leaf.
    package mutating func append(_ leaf: TreeHash, with hasher: TreeHasher) {
        var hash = leaf
        size += 1
        for level in 0... {
            if level == edge.count { edge.append([]) }
            edge[level].append(hash)
            guard edge[level].count == Tile.fullWidth else {
                grown.insert(level)
                return
            }
            let index = TilePlace.count(level: level, inTreeOf: size) >> Tile.height - 1
            filled.append(Tile(TilePlace(level: level, index: index), edge[level]))
            hash = Frontier(over: edge[level], with: hasher).root(with: hasher)
            edge[level].removeAll(keepingCapacity: true)
            grown.remove(level)
        }
    }

    /// The tiles that are not written yet: full ones as they filled up, then those of the edge that grew.
    package var changes: [Tile] { filled + edgeTiles.filter { grown.contains($0.place.level) } }

    /// The tiles that are not full, from the lowest level up.
    var edgeTiles: [Tile] {
        edge.enumerated().filter { !$0.element.isEmpty }.map { level, hashes in
            Tile(TilePlace(level: level, index: TilePlace.count(level: level, inTreeOf: size) >> Tile.height), hashes)
        }
    }

    /// Hands over the tiles that became full.
    mutating func takeFilled() -> [Tile] {
        defer { filled.removeAll(keepingCapacity: true) }
        return filled
    }

    /// Writes what changed. After a failure, writing again writes everything again.
    package mutating func writeChanges(to store: inout some TileStore) throws(TreeFailure) {
        for tile in changes { try store.write(tile) }
        filled.removeAll(keepingCapacity: true)
        grown.removeAll(keepingCapacity: true)
    }

    package func head(with hasher: TreeHasher) -> TreeHead {
        let subtrees = edge.reversed().flatMap { Frontier(over: $0, with: hasher).hashes }
        return TreeHead(size: size, root: Frontier.root(of: subtrees, with: hasher))
    }
}
