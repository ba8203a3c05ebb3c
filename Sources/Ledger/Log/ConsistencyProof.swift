/// That a tree is an earlier one with leaves appended: RFC 9162, section 2.1.4.
package struct ConsistencyProof: Hashable, Sendable {
    /// The size of the earlier tree.
    package let from: Int
    /// The size of the later one.
    package let to: Int
    package let hashes: [TreeHash]

    package init(from: Int, to: Int, hashes: [TreeHash]) {
        self.from = from
        self.to = to
        self.hashes = hashes
    }

    /// Whether these hashes, no fewer and no more, lead to both roots. Nothing needs a proof from no leaves, or to the same size; there
    /// the roots alone decide.
    package func proves(_ earlier: TreeHash, before later: TreeHash, with hasher: TreeHasher) -> Bool {
        guard from >= 0, from <= to else { return false }
        guard from < to else { return hashes.isEmpty && earlier == later && (from > 0 || earlier == hasher.emptyTree) }
        guard from > 0 else { return hashes.isEmpty && earlier == hasher.emptyTree }
        var path = ProofPath(node: from - 1, last: to - 1)
        path.climbWhileRight()
        // A complete subtree is its own first hash.
        var rest = hashes[...]
        guard let start = from.nonzeroBitCount == 1 ? earlier : rest.popFirst() else { return false }
        var (old, new) = (start, start)
        for sibling in rest {
            switch path.climb() {
            case .left: (old, new) = (hasher.node(sibling, old), hasher.node(sibling, new))
            case .right: new = hasher.node(new, sibling)
            case nil: return false
            }
        }
        return path.isAtRoot && old == earlier && new == later
    }
}
