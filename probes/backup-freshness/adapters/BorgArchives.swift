import Controls
import ProbeKit

/// What `borg list --json REPO`, or `borg info --json` of all archives, says of a repository; its archives are handed over one by one, since
/// there may be hundreds of thousands.
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

        /// What the names of a series have in common: everything up to the date, such as `web-` of `web-2026-11-22.checkpoint`. Without
        /// a year, everything up to the first digit.
        var kind: String {
            let name = Array(wholeName.utf8)
            let digits = name.indices.filter { Self.isDigit(name[$0]) }
            let starts = digits.filter { $0 == 0 || !Self.isDigit(name[$0 - 1]) }
            let year = starts.first { start in
                "12".utf8.contains(name[start]) && name[start...].prefix(4).count(where: Self.isDigit) == 4
            }
            guard let first = year.map({ Self.dayBefore($0, in: name) }) ?? starts.first else { return wholeName }
            return String(decoding: name[..<first], as: UTF8.self)
        }

        /// The name without the marks of a checkpoint.
        private var wholeName: String {
            guard isCheckpoint else { return name }
            var parts = name.split(separator: ".", omittingEmptySubsequences: false)
            if parts.last != "checkpoint" { parts.removeLast() }
            return parts.dropLast().joined(separator: ".")
        }

        /// Where a date begins whose day and month stand before the year, as in `22-11-2026`; the year itself otherwise.
        private static func dayBefore(_ year: Int, in name: [UInt8]) -> Int {
            var place = year
            for _ in 0..<2 {
                let number = name[..<place].dropLast()
                let length = number.reversed().prefix { isDigit($0) }.count
                guard place > 0, "-._".utf8.contains(name[place - 1]), (1...2).contains(length) else { return year }
                place -= 1 + length
            }
            return place
        }

        private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    }

    /// Such as `repokey-blake2`; nil where nothing is said.
    private(set) var encryption: String?
    private(set) var repository: String?
    private(set) var location: String?

    init(parsing bytes: [UInt8], _ take: (Archive) -> Void) throws(JSONProblem) {
        var reader = JSONReader(bytes)
        var seen = false
        try reader.object { reader, key throws(JSONProblem) in
            switch key {
            case "archives":
                if seen { throw reader.problem("archives stands twice") }
                seen = true
                try reader.array { reader throws(JSONProblem) in take(try Self.archive(&reader)) }
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
