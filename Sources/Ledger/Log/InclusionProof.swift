/// That a leaf is in a tree: RFC 9162, section 2.1.3.
package struct InclusionProof: Hashable, Sendable {
    /// The index of the leaf, from 0.
    package let leaf: Int
    /// Of the tree.
    package let size: Int
    /// From the leaf's sibling up to the child of the root.
    package let hashes: [TreeHash]

    package init(leaf: Int, size: Int, hashes: [TreeHash]) {
        self.leaf = leaf
        self.size = size
        self.hashes = hashes
    }

    /// Whether these hashes, no fewer and no more, lead from the leaf's hash to the root.
    package func proves(_ leafHash: TreeHash, in root: TreeHash, with hasher: TreeHasher) -> Bool {
        guard leaf >= 0, leaf < size else { return false }
        var path = ProofPath(node: leaf, last: size - 1)
        var hash = leafHash
        for sibling in hashes {
            guard let side = path.climb() else { return false }
            hash = side == .left ? hasher.node(sibling, hash) : hasher.node(hash, sibling)
        }
        return path.isAtRoot && hash == root
    }
}
