/// The tables of a ledger file, version by version.
enum Schema {
    /// `soc2`, which file(1) shows.
    static let applicationID: Int64 = 0x736F_6332

    /// Step *n* makes version *n* + 1 of version *n*, in one transaction. What is released here never changes.
    static let steps: [[String]] = [
        [
            "CREATE TABLE leaves (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, bytes BLOB NOT NULL) STRICT",
            """
            CREATE TABLE tiles (level INTEGER NOT NULL, place INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, place))
            STRICT, WITHOUT ROWID
            """,
            "CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT",
            // `plain` is the digest without salt: it finds a blob that is kept already, stands beside what it could betray, and goes with
            // it. Only `digest`, over salt and bytes, leaves this table.
            """
            CREATE TABLE blobs (id INTEGER PRIMARY KEY, digest BLOB NOT NULL, plain BLOB NOT NULL UNIQUE, salt BLOB NOT NULL,
                bytes BLOB NOT NULL) STRICT
            """,
            // Procedures and result sets: canonical JSON that many executions have in common.
            "CREATE TABLE shared (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, record BLOB NOT NULL) STRICT",
            // Times are nanoseconds. The record in the leaf is made of these columns and of the digests of what they name.
            """
            CREATE TABLE executions (number INTEGER PRIMARY KEY, leaf INTEGER NOT NULL REFERENCES leaves,
                procedure INTEGER NOT NULL REFERENCES shared, results INTEGER NOT NULL REFERENCES shared,
                evidence INTEGER REFERENCES blobs, scheduled INTEGER NOT NULL, tie INTEGER NOT NULL, started INTEGER NOT NULL,
                ended INTEGER NOT NULL, boottime INTEGER NOT NULL, trigger TEXT) STRICT
            """,
        ] + RecordTable.allCases.map(\.definition) + [
            // How far notices are that still wait. Which those are the records say; this is no evidence.
            """
            CREATE TABLE outbox_state (notice INTEGER NOT NULL REFERENCES outbox, destination TEXT NOT NULL, state TEXT NOT NULL,
                attempts INTEGER NOT NULL, possibly_sent INTEGER NOT NULL, next_boottime INTEGER, next_wall INTEGER, boot TEXT NOT NULL,
                problem BLOB NOT NULL, PRIMARY KEY (notice, destination)) STRICT, WITHOUT ROWID
            """,
            // What the records in the first so many leaves come to, so that a start need not read them all again. No evidence either.
            "CREATE TABLE standings (size INTEGER PRIMARY KEY, copy BLOB NOT NULL) STRICT",
        ],
        [
            // In pieces, none of which is large. What was there is made anew.
            "DROP TABLE standings",
            """
            CREATE TABLE standings (size INTEGER NOT NULL, piece INTEGER NOT NULL, copy BLOB NOT NULL, PRIMARY KEY (size, piece)) STRICT
            """,
        ],
    ]

    /// Brings a file to the version of this program; an empty file becomes a ledger.
    static func migrate(_ database: Database, through steps: [[String]] = steps) throws(DatabaseFailure) {
        let found = try checkIdentity(database, known: steps.count)
        for number in found..<steps.count {
            try database.transaction { () throws(DatabaseFailure) in
                for statement in steps[number] { try database.run(statement) }
                try database.run("PRAGMA application_id=\(applicationID)")
                try database.run("PRAGMA user_version=\(number + 1)")
            }
        }
    }

    /// Older files than this cannot be read. What came since is about the copy of the standing, which is no evidence.
    private static let oldestReadable = 1

    /// Whether a file has its copy of the standing in pieces.
    static func hasPieces(_ database: Database) throws(DatabaseFailure) -> Bool { try database.integer("PRAGMA user_version") ?? 0 >= 2 }

    /// - Throws: where a reader of this version cannot read the file.
    static func checkReadable(_ database: Database) throws(DatabaseFailure) {
        let found = try checkIdentity(database, known: steps.count)
        guard found >= oldestReadable else {
            throw DatabaseFailure(
                .refused, "\(database.path) has format \(found), before \(steps.count); the monitor brings it up at its start")
        }
    }

    /// The version of the file; 0 for one that is empty.
    private static func checkIdentity(_ database: Database, known: Int) throws(DatabaseFailure) -> Int {
        let version = Int(try database.integer("PRAGMA user_version") ?? 0)
        let application = try database.integer("PRAGMA application_id") ?? 0
        let tables = try database.integer("SELECT count(*) FROM sqlite_schema") ?? 0
        if version == 0, application == 0, tables == 0 { return 0 }
        guard application == applicationID, version > 0 else {
            throw DatabaseFailure(.refused, "\(database.path) is a database of another program")
        }
        // SQLite would run them with each change of a table that they are about.
        guard try database.integer("SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')") == 0 else {
            throw DatabaseFailure(.damaged, "\(database.path) has triggers or views, which soc2d never makes: somebody changed it")
        }
        guard version <= known else {
            throw DatabaseFailure(
                .newer,
                "\(database.path) has format \(version), and this program knows \(known): a later version wrote it; install that one again"
            )
        }
        return version
    }
}
