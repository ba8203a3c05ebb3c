/// The tiles of the log in the ledger file.
final class LedgerTiles: TileStore {
    private let database: Database
    /// What the database said when a tile could last not be read or written.
    private var lastFailure: DatabaseFailure?

    init(in database: Database) { self.database = database }

    func bytes(of place: TilePlace) throws(TreeFailure) -> [UInt8]? {
        try remembering(place) { () throws(DatabaseFailure) in
            try database.blob(
                "SELECT hashes FROM tiles WHERE level = ?1 AND place = ?2", .integer(Int64(place.level)), .integer(Int64(place.index)))
        }
    }

    func write(_ tile: Tile) throws(TreeFailure) {
        try remembering(tile.place) { () throws(DatabaseFailure) in
            try database.run(
                "INSERT INTO tiles VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET hashes = excluded.hashes",
                .integer(Int64(tile.place.level)), .integer(Int64(tile.place.index)), .blob(tile.bytes))
        }
    }

    /// Runs something of the tree, and says of a failure what the database said.
    func explaining<Result>(_ body: () throws(TreeFailure) -> Result) throws(LedgerFailure) -> Result {
        lastFailure = nil
        do throws(TreeFailure) { return try body() } catch { throw lastFailure.map { .database($0) } ?? .tree(error) }
    }

    private func remembering<Result>(
        _ place: TilePlace, _ body: () throws(DatabaseFailure) -> Result
    ) throws(TreeFailure) -> Result {
        do throws(DatabaseFailure) { return try body() } catch {
            lastFailure = error
            throw .inaccessible(place, error.description)
        }
    }
}
