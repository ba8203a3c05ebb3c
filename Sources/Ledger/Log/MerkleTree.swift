/// A tree of some size, read from tiles that may belong to a larger one. Whatever is asked of it takes a number of tiles that grows
/// with the logarithm of the size.
package struct MerkleTree<Tiles: TileReader> {
    package let size: Int
    private let tiles: Tiles
    private let hasher: TreeHasher

    package init(size: Int, tiles: Tiles, hasher: TreeHasher) {
        self.size = size
        self.tiles = tiles
        self.hasher = hasher
    }

    package func head() throws(TreeFailure) -> TreeHead {
        guard size >= 0 else { throw .outside(0..<0, size: size) }
        var walk = TileWalk(size: size, tiles: tiles, hasher: hasher)
        return TreeHead(size: size, root: try walk.hash(of: 0..<size))
    }

    /// The hash of a subtree: leaves that begin at a multiple of the smallest power of two that is not less than their number.
    package func hash(of leaves: Range<Int>) throws(TreeFailure) -> TreeHash {
        guard leaves.lowerBound >= 0, leaves.upperBound <= size, leaves.isSubtree else { throw .outside(leaves, size: size) }
        var walk = TileWalk(size: size, tiles: tiles, hasher: hasher)
        return try walk.hash(of: leaves)
    }

    /// That a leaf is in this tree: RFC 6962, section 2.1.1.
    package func inclusionProof(of leaf: Int) throws(TreeFailure) -> InclusionProof {
        guard leaf >= 0, leaf < size else { throw .outside(leaf..<leaf, size: size) }
        var walk = TileWalk(size: size, tiles: tiles, hasher: hasher)
        var siblings: [TreeHash] = []
        var rest = 0..<size
        while rest.count > 1 {
            let (left, right) = rest.halves
            siblings.append(try walk.hash(of: left.contains(leaf) ? right : left))
            rest = left.contains(leaf) ? left : right
        }
        return InclusionProof(leaf: leaf, size: size, hashes: siblings.reversed())
    }

    /// That this tree is an earlier one with leaves appended: RFC 6962, section 2.1.2. From no leaves nothing needs a proof.
    package func consistencyProof(from earlier: Int) throws(TreeFailure) -> ConsistencyProof {
        guard earlier >= 0, earlier <= size else { throw .outside(0..<max(0, earlier), size: size) }
        guard earlier > 0 else { return ConsistencyProof(from: 0, to: size, hashes: []) }
        var walk = TileWalk(size: size, tiles: tiles, hasher: hasher)
        var hashes: [TreeHash] = []
        var rest = 0..<size
        while rest.upperBound != earlier {
            let (left, right) = rest.halves
            let isLeft = earlier <= left.upperBound
            hashes.append(try walk.hash(of: isLeft ? right : left))
            rest = isLeft ? left : right
        }
        // The earlier root itself is known to whoever asks.
        if rest.lowerBound > 0 { hashes.append(try walk.hash(of: rest)) }
        return ConsistencyProof(from: earlier, to: size, hashes: hashes.reversed())
    }
}

extension Range<Int> {
    /// How RFC 6962, section 2.1, splits more than one leaf: the left part is the largest power of two that is less than their number.
    var halves: (left: Range<Int>, right: Range<Int>) {
        let middle = lowerBound + 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
        return (lowerBound..<middle, middle..<upperBound)
    }

    /// Whether these leaves are a subtree of every tree that has them.
    var isSubtree: Bool { count < 2 || lowerBound.trailingZeroBitCount >= Int.bitWidth - (count - 1).leadingZeroBitCount }
}
