/// The way up from a node to the root of a tree, as RFC 9162, sections 2.1.3.2 and 2.1.4.2, take it.
struct ProofPath {
    enum Side {
        case left, right
    }

    /// The index of the node that is reached, in its level.
    private var node: Int
    /// The index of the last node of that level.
    private var last: Int

    init(node: Int, last: Int) {
        self.node = node
        self.last = last
    }

    var isAtRoot: Bool { last == 0 }

    /// Goes up one hash of a proof: where it stands beside the node that is reached. Nil above the root.
    mutating func climb() -> Side? {
        guard last > 0 else { return nil }
        defer { rise() }
        guard !node.isMultiple(of: 2) || node == last else { return .right }
        // The last node of a level has no right sibling, and stands for its parents until one of them has a left one.
        while node.isMultiple(of: 2), node > 0 { rise() }
        return .left
    }

    /// Up to the largest subtree that ends with this node.
    mutating func climbWhileRight() { while !node.isMultiple(of: 2) { rise() } }

    private mutating func rise() {
        node >>= 1
        last >>= 1
    }
}
