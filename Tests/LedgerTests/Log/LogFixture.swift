import Testing

@testable import Ledger

/// A log of some leaves with its keys, as it would stand on a host.
struct LogFixture {
    let origin: LogName
    /// The log key, and the key of the epoch.
    let keys: [LogKey]
    let leaves: [TreeHash]
    let tiles: MemoryTiles
    let hasher: TreeHasher

    init(size: Int = 300, origin text: String = "soc2d.example.com/host-a") throws {
        origin = try #require(LogName(text))
        keys = try [Self.key(origin, 1), Self.key(origin, 101)]
        let naive = try NaiveTree(size: size)
        (leaves, hasher) = (naive.leaves, naive.hasher)
        tiles = try MemoryTiles(leaves: leaves, step: 100, hasher: hasher)
    }

    /// A key whose seed counts up from a number.
    static func key(_ name: LogName, _ first: UInt8) throws -> LogKey {
        try LogKey(name, seed: KeySeed.drawn(from: CountingRandom(first: first)))
    }

    func tree(_ size: Int) -> MerkleTree<MemoryTiles> { MerkleTree(size: size, tiles: tiles, hasher: hasher) }

    func checkpoint(_ size: Int) throws -> Checkpoint { Checkpoint(origin: origin, head: try tree(size).head()) }

    func signed(_ size: Int) throws -> SignedCheckpoint { try SignedCheckpoint(signing: checkpoint(size), by: keys) }

    func proof(of leaf: Int, in size: Int, extra: [UInt8]? = nil) throws -> LogProof {
        LogProof(leaf: leaf, hashes: try tree(size).inclusionProof(of: leaf).hashes, checkpoint: try signed(size), extra: extra)
    }
}

extension [UInt8] {
    init(_ text: String) { self = Array(text.utf8) }

    var text: String { String(decoding: self, as: UTF8.self) }

    /// With the first occurrence of a text replaced.
    func replacing(_ old: String, _ new: String) -> [UInt8] {
        Array(text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false).joined(separator: new).utf8)
    }
}
