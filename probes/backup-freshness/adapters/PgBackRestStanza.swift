import ProbeKit

/// A stanza as `pgbackrest info --output=json` tells of it.
struct PgBackRestStanza: Hashable, Sendable {
    struct Status: Hashable, Sendable {
        var code: Int64 = 0
        var message = ""
    }

    struct Repository: Hashable, Sendable {
        var key: Int64 = 1
        var cipher: String?
        /// Nil before pgBackRest 2.32.
        var status: Status?
    }

    /// A history of a database in a repository.
    struct Database: Hashable, Sendable {
        var id: Int64 = 0
        var repository: Int64 = 1
    }

    /// The oldest and the newest segment of WAL that is kept.
    struct Archive: Hashable, Sendable {
        var database = Database()
        var oldest: String?
        var newest: String?
    }

    struct Backup: Hashable, Sendable {
        var label = ""
        var database = Database()
        /// Seconds since 1970.
        var stop: Int64?
        /// The size of the database.
        var bytes: Int64?
        /// Whether pages with wrong checksums were seen.
        var hasErrors = false
        /// The segments of WAL that make it consistent; nil for backups without an archive.
        var firstSegment: String?
        var lastSegment: String?
        /// The labels of the backups that it builds on.
        var needs: [String] = []
    }

    var name = ""
    var status = Status()
    /// Whether a backup is being made.
    var isRunning = false
    var cipher: String?
    var repositories: [Repository] = []
    /// What `initdb` called each database.
    var systems: [Database: Int64] = [:]
    /// Nil where nothing is said of them.
    var archives: [Archive]?
    var backups: [Backup] = []
}

extension PgBackRestStanza {
    static func all(in bytes: [UInt8]) throws(JSONProblem) -> [PgBackRestStanza] {
        var reader = JSONReader(bytes)
        var stanzas: [PgBackRestStanza] = []
        try reader.array { reader throws(JSONProblem) in
            var stanza = PgBackRestStanza()
            try reader.object { reader, key throws(JSONProblem) in try stanza.read(key, from: &reader) }
            stanzas.append(stanza)
        }
        try reader.end()
        return stanzas
    }

    private mutating func read(_ key: String, from reader: inout JSONReader) throws(JSONProblem) {
        switch key {
        case "name": name = try reader.string()
        case "cipher": cipher = try reader.stringIfAny()
        case "status": try readStatus(&reader)
        case "repo": try reader.array { reader throws(JSONProblem) in repositories.append(try Repository(&reader)) }
        case "db": try reader.array { reader throws(JSONProblem) in try readSystem(&reader) }
        case "archive":
            var kept = archives ?? []
            try reader.array { reader throws(JSONProblem) in kept.append(try Archive(&reader)) }
            archives = kept
        case "backup": try reader.array { reader throws(JSONProblem) in backups.append(try Backup(&reader)) }
        default: try reader.skip()
        }
    }

    private mutating func readStatus(_ reader: inout JSONReader) throws(JSONProblem) {
        try reader.object { reader, key throws(JSONProblem) in
            if key == "lock" { try readLock(&reader) } else { try status.read(key, from: &reader) }
        }
    }

    private mutating func readLock(_ reader: inout JSONReader) throws(JSONProblem) {
        try reader.object { reader, key throws(JSONProblem) in
            guard key == "backup" else { return try reader.skip() }
            try reader.object { reader, key throws(JSONProblem) in
                if key == "held" { isRunning = try reader.boolean() } else { try reader.skip() }
            }
        }
    }

    private mutating func readSystem(_ reader: inout JSONReader) throws(JSONProblem) {
        var database = Database()
        var system: Int64?
        try reader.object { reader, key throws(JSONProblem) in
            if key == "system-id" { system = try reader.integerIfAny() } else { try database.read(key, from: &reader) }
        }
        systems[database] = system
    }
}

extension PgBackRestStanza.Status {
    /// Messages hold what pgBackRest choked on, which need not be text.
    fileprivate mutating func read(_ key: String, from reader: inout JSONReader) throws(JSONProblem) {
        switch key {
        case "code": code = try reader.integer()
        case "message": message = try reader.repairedString().quoted
        default: try reader.skip()
        }
    }
}

extension PgBackRestStanza.Repository {
    fileprivate init(_ reader: inout JSONReader) throws(JSONProblem) {
        try reader.object { reader, name throws(JSONProblem) in
            switch name {
            case "key": key = try reader.integer()
            case "cipher": cipher = try reader.stringIfAny()
            case "status":
                var status = PgBackRestStanza.Status()
                try reader.object { reader, key throws(JSONProblem) in try status.read(key, from: &reader) }
                self.status = status
            default: try reader.skip()
            }
        }
    }
}

extension PgBackRestStanza.Database {
    fileprivate mutating func read(_ key: String, from reader: inout JSONReader) throws(JSONProblem) {
        switch key {
        case "id": id = try reader.integer()
        case "repo-key": repository = try reader.integer()
        default: try reader.skip()
        }
    }

    fileprivate init(_ reader: inout JSONReader) throws(JSONProblem) {
        try reader.object { reader, key throws(JSONProblem) in try read(key, from: &reader) }
    }
}

extension PgBackRestStanza.Archive {
    fileprivate init(_ reader: inout JSONReader) throws(JSONProblem) {
        try reader.object { reader, key throws(JSONProblem) in
            switch key {
            case "database": database = try PgBackRestStanza.Database(&reader)
            case "min": oldest = try reader.stringIfAny()
            case "max": newest = try reader.stringIfAny()
            default: try reader.skip()
            }
        }
    }
}

extension PgBackRestStanza.Backup {
    fileprivate init(_ reader: inout JSONReader) throws(JSONProblem) {
        try reader.object { reader, key throws(JSONProblem) in
            switch key {
            case "label": label = try reader.string()
            case "database": database = try PgBackRestStanza.Database(&reader)
            case "error" where try reader.kind() == .boolean: hasErrors = try reader.boolean()
            case "prior": needs += [try reader.stringIfAny()].compactMap { $0 }
            case "reference", "archive", "info", "timestamp": try readPart(key, &reader)
            default: try reader.skip()
            }
        }
        guard !label.isEmpty, label.utf8.count <= 128 else { throw reader.problem("a backup without a usable label") }
    }

    private mutating func readPart(_ part: String, _ reader: inout JSONReader) throws(JSONProblem) {
        switch try reader.kind() {
        case .array where part == "reference":
            try reader.array { reader throws(JSONProblem) in needs += [try reader.stringIfAny()].compactMap { $0 } }
        case .object:
            try reader.object { reader, key throws(JSONProblem) in
                switch (part, key) {
                case ("archive", "start"): firstSegment = try reader.stringIfAny()
                case ("archive", "stop"): lastSegment = try reader.stringIfAny()
                case ("info", "size"): bytes = try reader.integerIfAny().flatMap { $0 < 0 ? nil : $0 }
                case ("timestamp", "stop"): stop = try reader.integerIfAny()
                default: try reader.skip()
                }
            }
        case .array, .string, .number, .boolean, .null: try reader.skip()
        }
    }
}
