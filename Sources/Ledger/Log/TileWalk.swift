/// Hashes of subtrees from tiles, of which each is read once.
struct TileWalk<Tiles: TileReader> {
    private let size: Int
    private let tiles: Tiles
    private let hasher: TreeHasher
    private var seen: [TilePlace: Tile] = [:]

    init(size: Int, tiles: Tiles, hasher: TreeHasher) {
        self.size = size
        self.tiles = tiles
        self.hasher = hasher
    }

    /// The hash over leaves that are a subtree.
    mutating func hash(of leaves: Range<Int>) throws(TreeFailure) -> TreeHash {
        var subtrees: [TreeHash] = []
        var rest = leaves
        while !rest.isEmpty {
            let height = Int.bitWidth - 1 - rest.count.leadingZeroBitCount
            subtrees.append(try complete(height: height, index: rest.lowerBound >> height))
            rest = rest.lowerBound + 1 << height..<rest.upperBound
        }
        return Frontier.root(of: subtrees, with: hasher)
    }

    /// The root of a complete subtree: up to 128 hashes of one tile, hashed together.
    private mutating func complete(height: Int, index: Int) throws(TreeFailure) -> TreeHash {
        let (level, above) = height.quotientAndRemainder(dividingBy: Tile.height)
        let first = index << above
        let hashes = try tile(TilePlace(level: level, index: first >> Tile.height)).hashes
        let start = first % Tile.fullWidth
        return Frontier(over: hashes[start..<start + 1 << above], with: hasher).root(with: hasher)
    }

    private mutating func tile(_ place: TilePlace) throws(TreeFailure) -> Tile {
        if let tile = seen[place] { return tile }
        let tile = try Tile(place, width: place.width(inTreeOf: size), reading: tiles.bytes(of: place))
        seen[place] = tile
        return tile
    }
}
