import Controls
import ProbeKit

/// What `borg list --json REPO`, or `borg info --json` of all archives, says of a repository.
struct BorgArchives: Sendable {
    /// An element of `archives`.
    struct Archive: Hashable, Sendable {
        var name = ""
        /// 64 hexadecimal digits.
        var id = ""
        /// When it began, as borg wrote it.
        var start: TimeText?
        /// When it was complete; nil in plain listings.
        var end: TimeText?
        /// The size of the data; nil in plain listings.
        var bytes: Int64?

        /// Whether borg wrote it on the way to a whole archive: `NAME.checkpoint`, `NAME.checkpoint.1`.
        var isCheckpoint: Bool {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
            guard let last = parts.last else { return false }
            let isNumbered = !last.isEmpty && last.allSatisfy(\.isNumber)
            return last == "checkpoint" || isNumbered && parts.dropLast().last == "checkpoint"
        }
    }

    private(set) var archives: [Archive] = []
    /// Such as `repokey-blake2`; nil where nothing is said.
    private(set) var encryption: String?
    private(set) var repository: String?
    private(set) var location: String?

    init(parsing bytes: [UInt8]) throws(JSONProblem) {
        var reader = JSONReader(bytes)
        var seen = false
        try reader.object { reader, key throws(JSONProblem) in
            switch key {
            case "archives":
                if seen { throw reader.problem("archives stands twice") }
                seen = true
                try reader.array { reader throws(JSONProblem) in archives.append(try Self.archive(&reader)) }
            case "encryption":
                try reader.object { reader, key throws(JSONProblem) in
                    if key == "mode" { encryption = try reader.stringIfAny() } else { try reader.skip() }
                }
            case "repository": try reader.object { reader, key throws(JSONProblem) in try readRepository(key, from: &reader) }
            default: try reader.skip()
            }
        }
        try reader.end()
        guard seen else { throw reader.problem("no archives: `borg info --json` of a repository lists them with --glob-archives '*'") }
    }

    private mutating func readRepository(_ key: String, from reader: inout JSONReader) throws(JSONProblem) {
        switch key {
        case "id": repository = try reader.stringIfAny()
        case "location": location = try reader.stringIfAny()
        default: try reader.skip()
        }
    }

    private static func archive(_ reader: inout JSONReader) throws(JSONProblem) -> Archive {
        var archive = Archive()
        try reader.object { reader, key throws(JSONProblem) in
            switch key {
            case "name", "archive": archive.name = try reader.string()
            case "id": archive.id = try reader.string()
            case "start", "time": archive.start = TimeText(try reader.string())
            case "end": archive.end = TimeText(try reader.string())
            case "stats":
                try reader.object { reader, key throws(JSONProblem) in
                    if key == "original_size" {
                        archive.bytes = try reader.integerIfAny().flatMap { $0 < 0 ? nil : $0 }
                    } else {
                        try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
        guard !archive.name.isEmpty, archive.name.utf8.count <= 1024 else { throw reader.problem("an archive without a usable name") }
        guard archive.start != nil || archive.end != nil else { throw reader.problem("an archive without a time that can be read") }
        return archive
    }
}
