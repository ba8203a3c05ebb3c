/// What is enough of a tree to append to it and to know its root: the hashes of the largest complete subtrees, left to right, one for
/// each bit of its size. Also called a compact range; 20 hashes for a million leaves.
package struct Frontier: Hashable, Sendable {
    package private(set) var size = 0
    package private(set) var hashes: [TreeHash] = []

    package init() {}

    /// The frontier over hashes that are leaves, or the roots of equal complete subtrees.
    init(over hashes: some Sequence<TreeHash>, with hasher: TreeHasher) {
        for hash in hashes { append(hash, with: hasher) }
    }

    /// Adds the hash of one more leaf.
    package mutating func append(_ leaf: TreeHash, with hasher: TreeHasher) {
        var hash = leaf
        // Each trailing one of the size is a complete subtree that the new one completes to the next larger.
        for _ in 0..<(~size).trailingZeroBitCount {
            guard let left = hashes.popLast() else { break }
            hash = hasher.node(left, hash)
        }
        hashes.append(hash)
        size += 1
    }

    package func root(with hasher: TreeHasher) -> TreeHash { Self.root(of: hashes, with: hasher) }

    /// The root over complete subtrees that shrink from left to right.
    static func root(of subtrees: [TreeHash], with hasher: TreeHasher) -> TreeHash {
        guard let last = subtrees.last else { return hasher.emptyTree }
        return subtrees.dropLast().reversed().reduce(last) { hasher.node($1, $0) }
    }
}
