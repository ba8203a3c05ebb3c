import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// A host with one backup set.
struct BackupHost {
    static let now: Int64 = 1_790_000_000

    var files: MemoryTree = [:]
    var tools: (any ToolRunner)?
    var subvolumes: (any SubvolumeTable)?
    /// Whether only the tree is there.
    var isTree = false

    var host: Host {
        Host(
            files: files, sockets: isTree ? nil : NoSockets(), tools: tools, subvolumes: subvolumes, now: Moment(seconds: Self.now),
            sha256: { _ in [] })
    }

    /// Puts a dump somewhere.
    /// - Parameters:
    ///   - age: seconds since it was last written.
    ///   - changed: seconds since anything about it changed.
    mutating func dump(_ path: HostPath, age: Int64, changed: Int64? = nil, size: Int64? = nil, _ bytes: [UInt8] = Array("PGDMP".utf8)) {
        files[path] = .file(bytes)
        files.alterations[path] = { status in
            status.modified = Moment(seconds: Self.now - age)
            status.changed = Moment(seconds: Self.now - (changed ?? age))
            if let size { status.size = size }
        }
    }

    func listing(
        _ adapter: String, _ source: String, _ lines: String..., after previous: BackupListing? = nil, seeking sought: Set<String> = []
    ) throws -> BackupListing {
        let set = try Self.set(adapter, source, lines)
        let listing = set.adapter.adapter.listing(of: set, on: host, seeking: sought, after: previous)
        #expect(try BackupListing(canonicalJSON: listing.canonicalJSON()) == listing)
        return listing
    }

    static func set(_ adapter: String, _ source: String, _ lines: [String] = []) throws -> BackupSet {
        let place = Place(file: "sets.conf", line: 1)
        let section = RepeatedSection(kind: "BackupSet", place: place)
        var settings = Settings(
            try (["Name=web", "Adapter=\(adapter)", "Source=\(source)"] + lines).map { line in
                let equals = try #require(line.firstIndex(of: "="))
                return Assignment(
                    key: String(line[..<equals]), value: String(line[line.index(after: equals)...]), place: place, section: section)
            })
        let read = BackupFreshnessSettings(&settings)
        #expect(settings.problems.isEmpty)
        return try #require(read.sets.first)
    }
}

/// A kernel without listeners.
private struct NoSockets: SocketTable {
    func listeners() throws(ProbeFailure) -> ListenerInventory { ListenerInventory() }
    func publishedPorts() throws(ProbeFailure) -> PublishedPorts { PublishedPorts() }
}
