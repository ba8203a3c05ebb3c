import ProbeKit
import Testing

@testable import Ledger

/// The layout of tiles, and that proofs read few of them.
@Suite struct TileTests {
    private let hasher: TreeHasher

    init() throws { hasher = try TreeHasher() }

    /// The example of tlog-tiles.
    @Test func `a tree of 70,000 leaves has 273 full tiles, a full one above, and three at the edge`() throws {
        let widths = (0...3).map { level in (0...274).map { TilePlace(level: level, index: $0).width(inTreeOf: 70_000) } }
        #expect(widths[0] == Array(repeating: 256, count: 273) + [112, 0])
        #expect(widths[1].prefix(3) == [256, 17, 0])
        #expect(widths[2].prefix(2) == [1, 0])
        #expect(widths[3].allSatisfy { $0 == 0 })
        #expect(TilePlace(level: 63, index: 0).width(inTreeOf: Int.max) == 0)
        #expect(TilePlace(level: 0, index: 1).width(inTreeOf: 256) == 0)
        #expect(TilePlace(level: 1, index: 0).width(inTreeOf: 256) == 1)
    }

    @Test func `a growing tree writes those tiles, each hash in 32 bytes`() throws {
        let naive = try NaiveTree(size: 1000)
        let tiles = try MemoryTiles(leaves: naive.leaves, step: 41, hasher: hasher)
        #expect(
            tiles.tiles.mapValues(\.count) == [
                TilePlace(level: 0, index: 0): 8192, TilePlace(level: 0, index: 1): 8192, TilePlace(level: 0, index: 2): 8192,
                TilePlace(level: 0, index: 3): 232 * 32, TilePlace(level: 1, index: 0): 96,
            ])
        #expect(tiles.tiles[TilePlace(level: 0, index: 3)].map { Array($0.prefix(32)) } == naive.leaves[768].bytes)
        #expect(tiles.tiles[TilePlace(level: 1, index: 0)].map { Array($0.suffix(32)) } == naive.root(of: 512..<768).bytes)
    }

    @Test func `a batch writes each changed tile once`() {
        var tree = GrowingTree()
        for index in 0..<600 { tree.append(hasher.leaf(NaiveTree.leaf(index)), with: hasher) }
        #expect(
            tree.changes.map(\.place) == [
                TilePlace(level: 0, index: 0), TilePlace(level: 0, index: 1), TilePlace(level: 0, index: 2), TilePlace(level: 1, index: 0),
            ])
        #expect(tree.changes.map(\.hashes.count) == [256, 256, 88, 2])
        #expect(tree.changes.map(\.isFull) == [true, true, false, false])
    }

    @Test func `a proof in a tree of 70,000 leaves reads at most six tiles, each once`() throws {
        var leaves: [TreeHash] = []
        for index in 0..<70_000 { leaves.append(hasher.leaf(NaiveTree.leaf(index))) }
        let tiles = try MemoryTiles(leaves: leaves, step: 70_000, hasher: hasher)
        let tree = MerkleTree(size: 70_000, tiles: tiles, hasher: hasher)
        let head = try tree.head()
        #expect(head.root == Frontier(over: leaves, with: hasher).root(with: hasher))
        for leaf in [0, 1, 255, 256, 34_567, 65_535, 65_536, 69_999] {
            tiles.forgetReads()
            #expect(try tree.inclusionProof(of: leaf).proves(leaves[leaf], in: head.root, with: hasher))
            #expect(tiles.readPlaces.count <= 6 && Set(tiles.readPlaces).count == tiles.readPlaces.count)
            tiles.forgetReads()
            let root = Frontier(over: leaves.prefix(leaf), with: hasher).root(with: hasher)
            #expect(try tree.consistencyProof(from: leaf).proves(root, before: head.root, with: hasher))
            #expect(tiles.readPlaces.count <= 6 && Set(tiles.readPlaces).count == tiles.readPlaces.count)
        }
    }

    @Test func `a tile that is missing, short, cut or too long is named`() throws {
        let naive = try NaiveTree(size: 300)
        let place = TilePlace(level: 0, index: 1)
        for (bytes, failure) in [
            (nil, TreeFailure.missing(place)), ([], .tooNarrow(place, width: 0, needed: 44)),
            (Array(repeating: 0, count: 43 * 32), .tooNarrow(place, width: 43, needed: 44)),
            (Array(repeating: 0, count: 44 * 32 - 1), .malformed(place, bytes: 44 * 32 - 1)),
            (Array(repeating: 0, count: 257 * 32), .malformed(place, bytes: 257 * 32)),
        ] as [([UInt8]?, TreeFailure)] {
            let tiles = try MemoryTiles(leaves: naive.leaves, step: 300, hasher: hasher)
            tiles.tiles[place] = bytes
            #expect(throws: failure) { try MerkleTree(size: 300, tiles: tiles, hasher: hasher).head() }
            #expect(throws: failure) { try GrowingTree(size: 300, tiles: tiles) }
            #expect(throws: TreeFailure.self) { try MerkleTree(size: 400, tiles: tiles, hasher: hasher).head() }
        }
    }

    @Test(arguments: [
        (TileName(.hashes(level: 0), index: 0, width: 256), "tile/0/000"),
        (TileName(.hashes(level: 1), index: 1_234_067, width: 256), "tile/1/x001/x234/067"),
        (TileName(.hashes(level: 63), index: 1000, width: 5), "tile/63/x001/000.p/5"),
        (TileName(.entries, index: 999, width: 255), "tile/entries/999.p/255"),
        (TileName(.entries, index: 999_999_999_999_999_999, width: 256), "tile/entries/x999/x999/x999/x999/x999/999"),
    ]) func `a tile has one name, which is read back`(name: TileName, path: String) {
        #expect(name.path == path)
        #expect(TileName(path: path) == name)
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/0/", "tile/64/000", "tile/00/000", "tile/-1/000", "tile/0/0", "tile/0/0000", "tile/0/x000/001",
        "tile/0/001/002", "tile/0/x001", "tile/0/x001/x002", "tile/0/000.p", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/05",
        "tile/0/000.p/x5", "tile/0/000/", "/tile/0/000", "tile/0/000.p/5/6", "tile/entry/000", "tile/0/.p/5", "tile/0/00x",
        "tile/0/x00x/000",
        "tile/0/x001/x999/x999/x999/x999/x999/999", "tile/0/../000", "tile//000", "tile/0/٠٠١",
    ]) func `what is no name of a tile is refused`(path: String) { #expect(TileName(path: path) == nil) }

    @Test func `a bundle of entries has each behind its length, and only whole ones are read`() throws {
        let leaves: [[UInt8]] = [[1, 2, 3], [], Array(repeating: 7, count: 65_535)]
        let bundle = try #require(EntryBundle(leaves))
        #expect(bundle.bytes.prefix(9) == [0, 3, 1, 2, 3, 0, 0, 255, 255])
        #expect(EntryBundle(parsing: bundle.bytes) == bundle)
        for count in [0, 1, 2, 4, 6, 8, 9, 100, bundle.bytes.count - 1] where ![5, 7].contains(count) {
            #expect(EntryBundle(parsing: Array(bundle.bytes.prefix(count))) == nil)
        }
        #expect(EntryBundle([]) == nil)
        #expect(EntryBundle([Array(repeating: 7, count: 65_536)]) == nil)
        #expect(EntryBundle(Array(repeating: [], count: 257)) == nil)
        #expect(EntryBundle(parsing: Array(repeating: 0, count: 2 * 256))?.leaves.count == 256)
        #expect(EntryBundle(parsing: Array(repeating: 0, count: 2 * 257)) == nil)
    }

    @Test func `a changed tile is noticed by rebuilding the tree`() throws {
        let naive = try NaiveTree(size: 800)
        let seed = UInt64.random(in: .min ... .max)
        var dice = SeededGenerator(state: seed)
        for _ in 0..<60 {
            let tiles = try MemoryTiles(leaves: naive.leaves, step: 100, hasher: hasher)
            let place = try #require(tiles.tiles.keys.sorted { $0.description < $1.description }.randomElement(using: &dice))
            let change = Int.random(in: 0...4, using: &dice)
            let bytes = try #require(tiles.tiles[place])
            tiles.tiles[place] = changed(bytes, change, &dice)
            #expect(try audit(naive.leaves, tiles) == place, "seed \(seed), \(place), change \(change)")
        }
        let whole = try MemoryTiles(leaves: naive.leaves, step: 100, hasher: hasher)
        #expect(try audit(naive.leaves, whole) == nil)
        #expect(try audit(Array(naive.leaves.prefix(700)), whole) == nil)
        whole.broken = [TilePlace(level: 1, index: 0)]
        #expect(throws: TreeFailure.self) { try audit(naive.leaves, whole) }
    }

    @Test func `a changed leaf is noticed in the first tile above it`() throws {
        let naive = try NaiveTree(size: 800)
        let tiles = try MemoryTiles(leaves: naive.leaves, step: 100, hasher: hasher)
        var leaves = naive.leaves
        leaves[300] = hasher.leaf([])
        #expect(try audit(leaves, tiles) == TilePlace(level: 0, index: 1))
        #expect(TilePlace(level: 0, index: 1).firstLeaf == 256 && TilePlace(level: 1, index: 1).firstLeaf == 65_536)
        #expect(try audit(naive.leaves.dropLast(1) + [hasher.leaf([])], tiles) == TilePlace(level: 0, index: 3))
    }

    private func audit(_ leaves: [TreeHash], _ tiles: MemoryTiles) throws -> TilePlace? {
        var audit = TreeAudit(of: tiles, hasher: hasher)
        for leaf in leaves { try audit.append(leaf) }
        #expect(try audit.finish().root == Frontier(over: leaves, with: hasher).root(with: hasher))
        return audit.firstDamage
    }

    /// A byte flipped, a hash gone, the last byte gone, a byte more, or everything gone.
    private func changed(_ bytes: [UInt8], _ change: Int, _ dice: inout SeededGenerator) -> [UInt8]? {
        var bytes = bytes
        let place = Int.random(in: bytes.indices, using: &dice)
        switch change {
        case 0: bytes[place] ^= UInt8.random(in: 1...255, using: &dice)
        case 1: bytes.removeSubrange(place / 32 * 32..<place / 32 * 32 + 32)
        case 2: bytes.removeLast()
        case 3: bytes.append(0)
        default: return nil
        }
        return bytes
    }
}
