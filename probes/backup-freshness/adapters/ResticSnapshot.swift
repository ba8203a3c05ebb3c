import Controls
import ProbeKit

/// An element of `restic snapshots --json`.
struct ResticSnapshot: Hashable, Sendable {
    /// 64 hexadecimal digits.
    var id = ""
    /// When the backup began, or what `--time` says.
    var begun = Moment(nanoseconds: 0)
    /// When it was complete; when it began where restic did not keep that (before 0.17).
    var finished = Moment(nanoseconds: 0)
    var host = ""
    var paths: [String] = []
    /// The size of the data; nil before restic 0.17.
    var bytes: Int64?

    /// Hands over every snapshot of a listing, grouped (`--group-by`) or not.
    static func each(in bytes: [UInt8], _ take: (ResticSnapshot) -> Void) throws(JSONProblem) {
        var reader = JSONReader(bytes)
        try reader.array { reader throws(JSONProblem) in try element(&reader, take) }
        try reader.end()
    }

    private static func element(_ reader: inout JSONReader, _ take: (ResticSnapshot) -> Void) throws(JSONProblem) {
        var draft = Draft()
        try reader.object { reader, key throws(JSONProblem) in
            switch key {
            case "snapshots":
                draft.isGroup = true
                try reader.array { reader throws(JSONProblem) in try element(&reader, take) }
            default: try draft.read(key, from: &reader)
            }
        }
        if !draft.isGroup { take(try draft.snapshot(reader)) }
    }

    /// A snapshot whose members have not all been seen.
    private struct Draft {
        var isGroup = false
        private var snapshot = ResticSnapshot()
        private var time: Moment?
        private var start: Moment?
        private var end: Moment?

        mutating func read(_ key: String, from reader: inout JSONReader) throws(JSONProblem) {
            switch key {
            case "id": snapshot.id = try reader.string()
            case "time": time = Moment(rfc3339: try reader.string())
            case "hostname": snapshot.host = try reader.string()
            case "paths":
                snapshot.paths = []
                try reader.array { reader throws(JSONProblem) in snapshot.paths.append(try reader.string()) }
            case "summary": try reader.object { reader, key throws(JSONProblem) in try readSummary(key, from: &reader) }
            default: try reader.skip()
            }
        }

        private mutating func readSummary(_ key: String, from reader: inout JSONReader) throws(JSONProblem) {
            switch key {
            case "backup_start": start = try reader.stringIfAny().flatMap { Moment(rfc3339: $0) }
            case "backup_end": end = try reader.stringIfAny().flatMap { Moment(rfc3339: $0) }
            case "total_bytes_processed": snapshot.bytes = try reader.integerIfAny().flatMap { $0 < 0 ? nil : $0 }
            default: try reader.skip()
            }
        }

        /// The whole; its end is its beginning and what the run took, since `--time` moves the one and not the other.
        func snapshot(_ reader: JSONReader) throws(JSONProblem) -> ResticSnapshot {
            guard snapshot.id.utf8.count == 64, snapshot.id.allSatisfy(\.isHexDigit) else {
                throw reader.problem("a snapshot without an id of 64 hexadecimal digits")
            }
            guard let time else { throw reader.problem("a snapshot without a time that can be read") }
            var whole = snapshot
            whole.begun = time
            whole.finished = time
            if let start, let end, end > start {
                let (taken, tooLong) = end.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
                let (finish, overflow) = time.nanoseconds.addingReportingOverflow(taken)
                if !tooLong, !overflow { whole.finished = Moment(nanoseconds: finish) }
            }
            return whole
        }
    }
}
