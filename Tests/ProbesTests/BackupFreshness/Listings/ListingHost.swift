import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// A host on which a job hands over a listing, or a tool answers.
struct ListingHost {
    static let path: HostPath = "/var/lib/backup/web.json"
    /// 2026-11-23 05:20:00 UTC.
    static let now: Int64 = 1_795_411_200
    /// An hour ago.
    static let listed = now - 3600

    var tree: MemoryTree = [:]
    var tools: FakeTools?
    var hasZone = true
    /// Of the observed host, in seconds east of Greenwich.
    var zone: Int64 = 0

    init(_ listing: String? = nil) {
        if let listing { put(Array(listing.utf8)) }
    }

    init(bytes: [UInt8]) { put(bytes) }

    private mutating func put(_ bytes: [UInt8]) {
        tree[Self.path] = .file(bytes)
        tree.alterations[Self.path] = { $0.modified = Moment(seconds: Self.listed) }
    }

    /// What `soc2d record listing` leaves beside the listing.
    mutating func attempt(at moment: Int64, exitCode: Int, set: String = "web") {
        let finish = Moment(seconds: moment).rfc3339
        let text = "{\"format\":\"soc2d.listing.v1\",\"set\":\"\(set)\",\"finish\":\"\(finish)\",\"exitCode\":\(exitCode)}"
        tree[Self.path.with(suffix: ".status")] = .text(text)
    }

    var host: Host {
        let clock: @Sendable (CivilTime) -> Moment? = { [zone] in Moment(seconds: $0.secondsSince1970 - zone) }
        return Host(
            files: tree, tools: tools, localTime: hasZone ? clock : nil,
            now: Moment(seconds: Self.now), sha256: { _ in [] })
    }

    func listing(
        _ adapter: AdapterName, _ settings: [String: String] = [:], source: String = path.escaped, seeking: Set<String> = []
    ) throws -> BackupListing {
        let set = try Self.set(adapter, settings, source: source)
        return adapter.adapter.listing(of: set, on: host, seeking: seeking, after: nil)
    }

    /// A set called `web`.
    static func set(
        _ adapter: AdapterName, _ settings: [String: String] = [:], source: String = path.escaped
    ) throws -> BackupSet {
        let section = RepeatedSection(kind: "BackupSet", place: Place(file: "web.conf", line: 1))
        let lines = [("Name", "web"), ("Adapter", adapter.rawValue), ("Source", source)] + settings.map { ($0.key, $0.value) }
        var settings = Settings(
            lines.enumerated().map { line, entry in
                Assignment(key: entry.0, value: entry.1, place: Place(file: "web.conf", line: line + 2), section: section)
            })
        let sets = settings.sections("BackupSet") { settings, section in BackupSet(&settings, in: section) }
        try #require(settings.problems.isEmpty, "\(settings.problems)")
        return try #require(sets.first ?? nil)
    }
}

extension BackupListing {
    var remarksTogether: String { remarks.joined(separator: "\n") }
}
