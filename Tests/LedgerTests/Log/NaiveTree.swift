import Ledger

/// RFC 6962, section 2.1, as it stands there: everything from all leaves.
struct NaiveTree {
    let leaves: [TreeHash]
    let hasher: TreeHasher

    init(size: Int) throws {
        hasher = try TreeHasher()
        leaves = (0..<size).map { [hasher] in hasher.leaf(NaiveTree.leaf($0)) }
    }

    /// What the leaves of these tests say.
    static func leaf(_ index: Int) -> [UInt8] { Array("leaf \(index)".utf8) }

    func root(of range: Range<Int>) -> TreeHash {
        if range.isEmpty { return hasher.emptyTree }
        if range.count == 1 { return leaves[range.lowerBound] }
        let middle = range.lowerBound + Self.split(range.count)
        return hasher.node(root(of: range.lowerBound..<middle), root(of: middle..<range.upperBound))
    }

    func path(_ leaf: Int, in range: Range<Int>) -> [TreeHash] {
        if range.count == 1 { return [] }
        let middle = range.lowerBound + Self.split(range.count)
        if leaf < middle { return path(leaf, in: range.lowerBound..<middle) + [root(of: middle..<range.upperBound)] }
        return path(leaf, in: middle..<range.upperBound) + [root(of: range.lowerBound..<middle)]
    }

    func consistency(from earlier: Int, in range: Range<Int>, isWhole: Bool = true) -> [TreeHash] {
        if earlier == range.upperBound { return isWhole ? [] : [root(of: range)] }
        let middle = range.lowerBound + Self.split(range.count)
        if earlier <= middle {
            return consistency(from: earlier, in: range.lowerBound..<middle, isWhole: isWhole) + [root(of: middle..<range.upperBound)]
        }
        return consistency(from: earlier, in: middle..<range.upperBound, isWhole: false) + [root(of: range.lowerBound..<middle)]
    }

    private static func split(_ count: Int) -> Int {
        var part = 1
        while part * 2 < count { part *= 2 }
        return part
    }
}
