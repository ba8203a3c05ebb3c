import Testing

@testable import Ledger

/// Roots and proofs of trees, from tiles, against the definition.
@Suite struct TreeTests {
    private let naive: NaiveTree
    private let hasher: TreeHasher
    private let tiles: MemoryTiles

    init() throws {
        naive = try NaiveTree(size: 300)
        hasher = naive.hasher
        tiles = try MemoryTiles(leaves: naive.leaves, step: 7, hasher: hasher)
    }

    private func tree(_ size: Int) -> MerkleTree<MemoryTiles> { MerkleTree(size: size, tiles: tiles, hasher: hasher) }

    /// Computed with Python's hashlib.
    @Test(arguments: [
        (0, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), (1, "G7l9zCFjXUfiZj79/QoXRobZjdcBNS3SzQbotD/T0wU="),
        (2, "/F9riP+FVPdbsvnm85wxsZNtRLaSdu33sSBalVuXYeM="), (3, "1Pksj7uJcg6ztVZ3x9fvrd/rENEaGoSguo8aIzN/qpU="),
        (5, "NBUVmC1lDiNSDb1U1/zwr6G3DMOhakEdRk3JwayWwwE="), (7, "WmH8K1T5z6cXdPJDIUPdQMbLKxGUf69lp9PaXLZRmcg="),
    ])
    func `known leaves have known roots`(size: Int, root: String) throws {
        #expect(Frontier(over: naive.leaves.prefix(size), with: hasher).root(with: hasher).base64 == root)
    }

    @Test func `every size has the root that the definition gives, from a frontier, a growing tree and tiles`() throws {
        var frontier = Frontier()
        var growing = GrowingTree()
        for size in 0...300 {
            let root = naive.root(of: 0..<size)
            #expect(frontier.root(with: hasher) == root && frontier.size == size && frontier.hashes.count == size.nonzeroBitCount)
            #expect(growing.head(with: hasher) == TreeHead(size: size, root: root))
            #expect(try tree(size).head() == TreeHead(size: size, root: root))
            guard size < 300 else { break }
            frontier.append(naive.leaves[size], with: hasher)
            growing.append(naive.leaves[size], with: hasher)
        }
    }

    @Test func `every subtree has the hash that the definition gives, and what is none is refused`() throws {
        let tree = tree(300)
        for start in stride(from: 0, through: 300, by: 4) {
            for end in start...300 {
                let alignment = start == 0 ? Int.max : 1 << start.trailingZeroBitCount
                if end - start <= alignment {
                    #expect(try tree.hash(of: start..<end) == naive.root(of: start..<end))
                } else {
                    #expect(throws: TreeFailure.outside(start..<end, size: 300)) { try tree.hash(of: start..<end) }
                }
            }
        }
        #expect(throws: TreeFailure.outside(256..<301, size: 300)) { try tree.hash(of: 256..<301) }
        #expect(throws: TreeFailure.outside(-2..<0, size: 300)) { try tree.hash(of: -2..<0) }
        #expect(throws: TreeFailure.self) { try self.tree(-1).head() }
    }

    @Test func `every leaf of every tree up to 70 is proved, and of larger ones now and then`() throws {
        for size in Array(1...70) + [255, 256, 257, 300] {
            let root = naive.root(of: 0..<size)
            for leaf in stride(from: 0, to: size, by: size > 70 ? 17 : 1) {
                let proof = try tree(size).inclusionProof(of: leaf)
                #expect(proof.hashes == naive.path(leaf, in: 0..<size))
                #expect(proof.proves(naive.leaves[leaf], in: root, with: hasher))
            }
        }
        #expect(throws: TreeFailure.self) { try tree(5).inclusionProof(of: 5) }
        #expect(throws: TreeFailure.self) { try tree(5).inclusionProof(of: -1) }
        #expect(throws: TreeFailure.self) { try tree(0).inclusionProof(of: 0) }
    }

    @Test func `every tree up to 70 continues every smaller one, and larger ones do`() throws {
        for later in Array(0...70) + [255, 256, 257, 300] {
            for earlier in stride(from: 0, through: later, by: later > 70 ? 13 : 1) {
                let proof = try tree(later).consistencyProof(from: earlier)
                #expect(proof.hashes == (earlier == 0 ? [] : naive.consistency(from: earlier, in: 0..<later)))
                #expect(proof.proves(naive.root(of: 0..<earlier), before: naive.root(of: 0..<later), with: hasher))
            }
        }
        #expect(throws: TreeFailure.self) { try tree(5).consistencyProof(from: 6) }
        #expect(throws: TreeFailure.self) { try tree(5).consistencyProof(from: -1) }
    }

    @Test func `a tree goes on from its tiles at any size`() throws {
        for size in 0...300 {
            var resumed = try GrowingTree(size: size, tiles: tiles)
            #expect(resumed.head(with: hasher).root == naive.root(of: 0..<size))
            for leaf in naive.leaves[size...].prefix(3) { resumed.append(leaf, with: hasher) }
            #expect(resumed.head(with: hasher).root == naive.root(of: 0..<min(size + 3, 300)))
        }
    }

    @Test func `a tree whose batch failed goes on from the copy before it`() throws {
        var store = MemoryTiles()
        var tree = GrowingTree()
        for leaf in naive.leaves.prefix(250) { tree.append(leaf, with: hasher) }
        try tree.writeChanges(to: &store)
        let before = tree
        for leaf in naive.leaves[250..<270] { tree.append(leaf, with: hasher) }
        store.broken = [TilePlace(level: 1, index: 0)]
        #expect(throws: TreeFailure.inaccessible(TilePlace(level: 1, index: 0), "disk error")) { try tree.writeChanges(to: &store) }
        store.broken = []
        tree = before
        for leaf in naive.leaves[250...] { tree.append(leaf, with: hasher) }
        try tree.writeChanges(to: &store)
        #expect(store.tiles == tiles.tiles)
    }
}
