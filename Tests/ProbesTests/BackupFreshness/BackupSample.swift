import Controls
import ProbeKit
import Testing

@testable import Probes

/// One declared backup set and what was seen of it.
struct BackupSample {
    static let now: Int64 = 1_795_000_000
    /// `2026-11-18 11:06 UTC`.
    static let moment = Moment(seconds: now)

    var seen = ObservedSet()
    /// The lines of the `[BackupSet]` beside name, adapter and source.
    var lines: [String] = []
    var adapter = AdapterName.restic
    var source = "/var/lib/backup/db.json"
    var before: Int64?

    /// A set with a point of two hours ago and thirty before it.
    init(_ lines: String...) {
        self.lines = lines
        seen.name = "db"
        seen.listing = Self.listing(hoursAgo: 2, days: 31)
        seen.integrity.path = "/var/lib/soc2d/records/db.integrity-check.json"
        seen.restore.path = "/var/lib/soc2d/records/db.restore-test.json"
    }

    /// A point a day, the newest some hours ago, 1,000 bytes each.
    static func listing(hoursAgo: Int64, days: Int64) -> BackupListing {
        var collector = PointCollector(BackupListing(source: "/var/lib/backup/db.json"), minimumSize: 1, seeking: ["p3"])
        for day in 0..<days {
            collector.add(RestorePoint("p\(day)", finish: now - hoursAgo * 3600 - day * 86_400, bytes: 1000))
        }
        return collector.finished()
    }

    static func assignments(_ lines: [String]) throws -> [Assignment] {
        let section = RepeatedSection(kind: "BackupSet", place: Place(file: "/etc/soc2d/db.conf", line: 1))
        return try lines.enumerated().map { index, line in
            let equals = try #require(line.firstIndex(of: "="))
            return Assignment(
                key: String(line[..<equals]), value: String(line[line.index(after: equals)...]),
                place: Place(file: "/etc/soc2d/db.conf", line: index + 2), section: section)
        }
    }

    func probe() throws -> BackupFreshnessProbe {
        var settings = Settings(
            try Self.assignments(["Name=db", "Adapter=\(adapter.rawValue)", "Source=\(source)"] + lines))
        let probe = BackupFreshnessProbe(settings: &settings)
        #expect(settings.problems.isEmpty, "\(settings.problems)")
        return probe
    }

    /// Keeps the evidence, reads it back, and judges: kept evidence must come out like fresh evidence.
    func judge() throws -> Results {
        var evidence = BackupFreshness()
        evidence.now = Self.now
        evidence.before = before
        evidence.sets = [seen]
        let kept = try BackupFreshness(canonicalJSON: evidence.canonicalJSON())
        #expect(kept == evidence)
        var results = Results()
        try probe().judge(kept, against: nil, into: &results)
        return results
    }

    func verdict(_ check: CheckID) throws -> Verdict? { try judge().of(check, subject: "db") }
    func result(_ check: CheckID) throws -> CheckResult { try #require(try judge().of(check).first) }
}
