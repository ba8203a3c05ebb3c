import Testing

@testable import Ledger

/// Never sign a fork.
@Suite struct SigningDecisionTests {
    private let log: LogFixture
    /// The same log, which went another way after 200 leaves.
    private let fork: MemoryTiles

    init() throws {
        log = try LogFixture()
        let hasher = log.hasher
        let leaves = log.leaves.prefix(200) + (200..<300).map { hasher.leaf([UInt8]("other \($0)")) }
        fork = try MemoryTiles(leaves: Array(leaves), step: 50, hasher: hasher)
    }

    private func decision(_ size: Int, _ places: [(Int, String)], tiles: MemoryTiles? = nil) throws -> SigningDecision {
        let remembered = try places.map { RememberedCheckpoint(try log.checkpoint($0.0), in: $0.1) }
        let tree = MerkleTree(size: size, tiles: tiles ?? log.tiles, hasher: log.hasher)
        return SigningDecision(for: tree, of: log.origin, remembering: remembered, with: log.hasher)
    }

    @Test func `a tree that continues everything that was signed is signed`() throws {
        for places in [[], [(0, "state")], [(300, "state")], [(1, "state"), (256, "tmpfs"), (299, "the journal"), (300, "the witness")]] {
            #expect(try decision(300, places) == .sign(log.checkpoint(300)))
        }
        #expect(try decision(0, []) == .sign(log.checkpoint(0)))
        #expect(try decision(0, [(0, "state")]) == .sign(log.checkpoint(0)))
    }

    @Test func `every size continues every smaller one, and none a larger one`() throws {
        for size in stride(from: 0, through: 300, by: 23) {
            for signed in stride(from: 0, through: 300, by: 25) {
                let expected: SigningDecision =
                    signed > size ? .refuse(.smaller(size, than: signed, in: "state")) : .sign(try log.checkpoint(size))
                #expect(try decision(size, [(signed, "state")]) == expected)
            }
        }
    }

    @Test func `a restored backup is refused for the largest size that any place remembers`() throws {
        let places = [(90, "state"), (270, "the journal"), (280, "the witness"), (100, "tmpfs")]
        #expect(try decision(100, places) == .refuse(.smaller(100, than: 280, in: "the witness")))
    }

    @Test func `a copied disk that went on is refused by the first place that knows better`() throws {
        #expect(
            try decision(300, [(150, "state"), (250, "the journal")], tiles: fork) == .refuse(.inconsistent(with: 250, in: "the journal")))
        #expect(try decision(300, [(300, "state")], tiles: fork) == .refuse(.inconsistent(with: 300, in: "state")))
        #expect(try decision(201, [(201, "state")], tiles: fork) == .refuse(.inconsistent(with: 201, in: "state")))
        let other = MerkleTree(size: 300, tiles: fork, hasher: log.hasher)
        #expect(try decision(300, [(200, "state")], tiles: fork) == .sign(Checkpoint(origin: log.origin, head: other.head())))
    }

    @Test func `a place that agrees does not outvote one that does not`() throws {
        let elsewhere = try LogFixture(size: 250, origin: "soc2d.example.com/host-b")
        let foreign = RememberedCheckpoint(try elsewhere.checkpoint(250), in: "tmpfs")
        let ours = RememberedCheckpoint(try log.checkpoint(250), in: "state")
        for places in [[foreign, ours], [ours, foreign]] {
            let decision = SigningDecision(for: log.tree(300), of: log.origin, remembering: places, with: log.hasher)
            #expect(decision == .refuse(.otherOrigin(elsewhere.origin, in: "tmpfs")))
        }
        #expect(try decision(300, [(250, "state"), (201, "tmpfs")], tiles: fork) == .refuse(.inconsistent(with: 250, in: "state")))
    }

    @Test func `a tree that cannot be read, or whose tiles were changed, is not signed`() throws {
        let place = TilePlace(level: 0, index: 1)
        log.tiles.broken = [place]
        #expect(try decision(300, []) == .refuse(.unreadable(.inaccessible(place, "disk error"))))
        log.tiles.broken = []
        let remembered = RememberedCheckpoint(try log.checkpoint(290), in: "state")
        log.tiles.tiles[place]?[5] ^= 1
        #expect(
            SigningDecision(for: log.tree(300), of: log.origin, remembering: [remembered], with: log.hasher)
                == .refuse(.inconsistent(with: 290, in: "state")))
    }

    @Test func `a refusal says what is wrong, in words`() throws {
        #expect(
            SigningDecision.Fork.smaller(1, than: 2, in: "x").description == "the tree has 1 leaves, but x remembers that 2 were signed")
        #expect(SigningDecision.Fork.otherOrigin(log.origin, in: "x").description == "x remembers a checkpoint of soc2d.example.com/host-a")
        #expect(
            SigningDecision.Fork.unreadable(.missing(TilePlace(level: 1, index: 2))).description
                == "the tree cannot be read: tile 1/2 is missing")
    }
}
