/// Rebuilds a tree from its leaves and compares every tile that is kept with what it should be.
package struct TreeAudit<Tiles: TileReader> {
    private let tiles: Tiles
    private let hasher: TreeHasher
    private var tree = GrowingTree()

    /// The first tile that is not what its leaves make it, or is not there.
    package private(set) var firstDamage: TilePlace?

    package init(of tiles: Tiles, hasher: TreeHasher) {
        self.tiles = tiles
        self.hasher = hasher
    }

    /// Takes the hash of the next leaf.
    ///
    /// - Throws: when the store cannot read a tile.
    package mutating func append(_ leaf: TreeHash) throws(TreeFailure) {
        tree.append(leaf, with: hasher)
        try compare(tree.takeFilled())
    }

    /// The head of the tree that these leaves make.
    package mutating func finish() throws(TreeFailure) -> TreeHead {
        try compare(tree.edgeTiles)
        return tree.head(with: hasher)
    }

    private mutating func compare(_ expected: [Tile]) throws(TreeFailure) {
        for tile in expected where firstDamage == nil {
            let kept = try tiles.bytes(of: tile.place) ?? []
            let isTile = kept.count % TreeHash.byteCount == 0 && kept.count <= Tile.fullWidth * TreeHash.byteCount
            if !isTile || !kept.starts(with: tile.bytes) { firstDamage = tile.place }
        }
    }
}
