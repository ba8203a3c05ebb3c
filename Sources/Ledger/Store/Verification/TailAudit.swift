/// The end of a ledger, where a crash or a failing disk would have left its mark: what a writer looks at before it goes on.
struct TailAudit {
    private let reader: LedgerReader
    private let size: Int

    /// So many leaves at the end are hashed again, at least.
    private static let leaves = Tile.fullWidth

    init(_ reader: LedgerReader, size: Int) {
        self.reader = reader
        self.size = size
    }

    /// - Throws: where the last leaves are not what the tiles say, a tile is not what the one above it says, or the newest checkpoint is of
    ///   another tree.
    func run() throws(LedgerFailure) {
        if size > 0 {
            let last = (size - 1) / Tile.fullWidth
            let first = max(0, size - Self.leaves) / Tile.fullWidth
            for index in first...last { try compareLeaves(below: TilePlace(level: 0, index: index)) }
            try compareUpwards(from: TilePlace(level: 0, index: first))
        }
        try compareCheckpoint()
    }

    private func compareLeaves(below place: TilePlace) throws(LedgerFailure) {
        let width = place.width(inTreeOf: size)
        var hashes: [TreeHash] = []
        var seq = Int64(place.firstLeaf)
        try reader.leaves(from: seq, count: Int64(width)) { found, bytes throws(LedgerFailure) in
            guard found == seq else { throw Self.damage("leaf \(seq) is missing") }
            hashes.append(reader.hasher.leaf(bytes))
            seq += 1
        }
        let kept = try reader.tiles.explaining { () throws(TreeFailure) in try reader.tiles.bytes(of: place) }
        guard hashes.count == width, kept == Tile(place, hashes).bytes else {
            throw Self.damage("the leaves from \(place.firstLeaf) on are not those of \(place)")
        }
    }

    /// Each full tile on the way up is one hash of the tile above it.
    private func compareUpwards(from place: TilePlace) throws(LedgerFailure) {
        var place = place
        while place.width(inTreeOf: size) == Tile.fullWidth {
            let tile = try tile(place)
            let above = TilePlace(level: place.level + 1, index: place.index >> Tile.height)
            let root = Frontier(over: tile.hashes, with: reader.hasher).root(with: reader.hasher)
            guard try self.tile(above).hashes[place.index % Tile.fullWidth] == root else {
                throw Self.damage("\(above) is not over \(place)")
            }
            place = above
        }
    }

    private func tile(_ place: TilePlace) throws(LedgerFailure) -> Tile {
        try reader.tiles.explaining { () throws(TreeFailure) in
            try Tile(place, width: place.width(inTreeOf: size), reading: reader.tiles.bytes(of: place))
        }
    }

    private func compareCheckpoint() throws(LedgerFailure) {
        guard let signed = try reader.newestCheckpoint()?.checkpoint.head else { return }
        guard signed.size <= size else { throw Self.damage("\(signed.size) leaves were signed, and there are \(size)") }
        let tree = MerkleTree(size: signed.size, tiles: reader.tiles, hasher: reader.hasher)
        guard try reader.tiles.explaining({ () throws(TreeFailure) in try tree.head() }) == signed else {
            throw Self.damage("another tree of \(signed.size) leaves was signed")
        }
    }

    private static func damage(_ text: String) -> LedgerFailure {
        .unfit("the end of the ledger is damaged: \(text); `soc2d evidence verify` looks at all of it")
    }
}
