import Controls
import HostFixtures
import ProbeKit

@testable import Probes

/// A set with its records on a host in memory.
struct RecordHost {
    /// 2026-11-22T04:00:00Z.
    static let written: Int64 = 1_795_320_000

    var files: MemoryTree = [:]

    /// A file that was written so many seconds after `written`.
    init(_ text: String, at path: HostPath = "/srv/web.json", mode: UInt32 = 0o644, owner: UInt32 = 0, later seconds: Int64 = 0) {
        files[path] = .file(Array(text.utf8), owner: owner, mode: mode)
        files.alterations[path] = { $0.modified = Moment(seconds: Self.written + seconds) }
    }

    /// No file at all.
    init() {}

    func read<Record: RecordFormat>(_ format: Record.Type) -> ReadRecord<Record> {
        RecordFiles.read(format, at: "/srv/web.json", of: Self.set(), on: host)
    }

    func listing(_ more: String..., seeking sought: Set<String> = []) -> BackupListing {
        StatusFileAdapter().listing(of: Self.set(more), on: host, seeking: sought, after: nil)
    }

    var host: Host { Host(files: files, now: Moment(seconds: Self.written + 60), sha256: { _ in [1, 2, 3] }) }

    /// The set `web` with some more lines.
    static func set(_ more: [String] = []) -> BackupSet {
        let place = Place(file: "x.conf", line: 1)
        let section = RepeatedSection(kind: "BackupSet", place: place)
        let lines = ["Name=web", "Adapter=status-file", "Source=/srv/web.json"] + more
        let assignments = lines.map { line in
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            return Assignment(key: parts[0], value: parts[1], place: place, section: section)
        }
        var settings = Settings(assignments)
        return BackupFreshnessSettings(&settings).sets[0]
    }

    static let success = """
        {"format":"soc2d.backup.v1","set":"web","result":"success","start":"2026-11-22T03:00:00Z","finish":"2026-11-22T04:00:00Z",
         "exitCode":0,"id":"4f3c","bytes":1000,"lastComplete":{"finish":"2026-11-21T04:00:00Z","id":"3e2b","bytes":990}}
        """
    static let integrity = """
        {"format":"soc2d.integrity-check.v1","set":"web","finish":"2026-11-22T04:00:00Z","exitCode":0,"scope":"data","author":"alice"}
        """
    static let restore = """
        {"format":"soc2d.restore-test.v1","set":"web","from":"4f3c","target":"/scratch","start":"2026-11-22T03:00:00Z",
         "finish":"2026-11-22T04:00:00Z","author":"alice",
         "comparison":{"against":"/sums","compared":3,"different":0,"missing":0,"bytes":12}}
        """
}
