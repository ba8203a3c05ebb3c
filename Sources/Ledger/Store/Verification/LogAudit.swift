/// Leaves against tiles.
struct LogAudit {
    private let reader: LedgerReader
    private var audit: TreeAudit<LedgerTiles>
    /// The hashes of the leaves of the tile that is being filled.
    private var recent: [TreeHash] = []
    private(set) var size = 0

    init(_ reader: LedgerReader) {
        self.reader = reader
        audit = TreeAudit(of: reader.tiles, hasher: reader.hasher)
    }

    mutating func take(_ seq: Int64, _ bytes: [UInt8]) throws(LedgerFailure) -> IntegrityVerdict? {
        guard seq == size else { return .broken(at: Int64(size), .leaf("missing")) }
        let hash = reader.hasher.leaf(bytes)
        if recent.count == Tile.fullWidth { recent.removeAll(keepingCapacity: true) }
        recent.append(hash)
        size += 1
        try reader.tiles.explaining { () throws(TreeFailure) in try audit.append(hash) }
        return try damage()
    }

    mutating func finish() throws(LedgerFailure) -> IntegrityVerdict? {
        _ = try reader.tiles.explaining { () throws(TreeFailure) in try audit.finish() }
        if let damage = try damage() { return damage }
        // What a tile holds beyond its leaves were leaves once.
        let kept = try LedgerFailure.database { () throws(DatabaseFailure) in
            try reader.database.integer("SELECT sum(length(hashes)) FROM tiles") ?? 0
        }
        let hashes = (0..<8).reduce(0) { $0 + TilePlace.count(level: $1, inTreeOf: size) }
        return kept == hashes * TreeHash.byteCount ? nil : .broken(at: Int64(size), .leaf("missing, or tiles too many"))
    }

    private func damage() throws(LedgerFailure) -> IntegrityVerdict? {
        guard let place = audit.firstDamage else { return nil }
        guard place.level == 0 else { return .broken(at: Int64(place.firstLeaf), .tile(place)) }
        let kept = try reader.tiles.explaining { () throws(TreeFailure) in try reader.tiles.bytes(of: place) } ?? []
        let hashes = TreeHash.list(kept.dropLast(kept.count % TreeHash.byteCount)) ?? []
        let good = zip(recent, hashes).prefix { $0 == $1 }.count
        return .broken(at: Int64(place.firstLeaf + good), .tile(place))
    }
}

extension TreeHash {
    fileprivate static func list(_ bytes: ArraySlice<UInt8>) -> [TreeHash]? { list(Array(bytes)) }
}
