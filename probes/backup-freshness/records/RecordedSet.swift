package import Controls
package import ProbeKit

/// A declared backup set, as the commands that write its records need it.
package struct RecordedSet: Sendable {
    private let declared: BackupSet
    /// What is wrong with the lines of this set itself.
    package let problems: [ConfigurationProblem]

    /// Every set of a configuration.
    package static func all(in configuration: Configuration) -> [RecordedSet] {
        let assignments = configuration.settings[BackupFreshnessProbe.manifest.probe] ?? []
        var settings = Settings(assignments)
        return BackupFreshnessSettings(&settings).sets.map { set in
            let sections = assignments.filter { $0.key == "Name" && $0.value == set.name }.map(\.section)
            var own = Settings(assignments.filter { $0.section != nil && sections.contains($0.section) })
            _ = BackupFreshnessSettings(&own)
            return RecordedSet(set, problems: own.problems)
        }
    }

    init(_ set: BackupSet, problems: [ConfigurationProblem] = []) {
        declared = set
        self.problems = problems
    }

    package var name: String { declared.name }
    /// The line that says what is looked at.
    package var place: Place? { declared.place }
    /// The word of `Adapter=`.
    package var adapter: String { declared.adapter.rawValue }

    /// The `Source=`, escaped.
    package var source: String { Subject.escaping(declared.source.utf8) }

    /// The directories of the data itself and of its dumps, which nothing is restored to for a test.
    package var data: [HostPath] {
        let paths = declared.paths.map { HostPath($0) }
        return declared.adapter == .file ? paths + [HostPath(declared.source).parent] : paths
    }

    /// Where the job's status belongs; nil where the set names no file for it.
    package var status: HostPath? { declared.jobStatus }
    /// Where the listing of the tool belongs; nil where soc2d lists the points itself.
    package var listing: HostPath? { declared.adapter.isListing(declared.source) ? HostPath(declared.source) : nil }
    package var integrityCheck: HostPath { declared.integrityRecord }
    package var restoreTest: HostPath { declared.restoreRecord }

    /// The directory that soc2d makes for its records if it is not there.
    package static let directory = BackupSet.recordDirectory

    /// What a job came to, by the exit status of its tool: restic(1) saves what it could read with 3, borg(1) warns with 1 and from 100.
    package func result(ofExit status: Int32) -> BackupStatus.Result {
        switch (declared.adapter, status) {
        case (_, 0): .success
        case (.restic, 3), (.borg, 1), (.borg, 100...127): .incomplete
        default: .failure
        }
    }

    /// Whether a file is as it was before a job began, by the clocks of this host and of whoever keeps the file. Its contents may be given
    /// an earlier time, but not the last change of anything about it.
    package func isUntouched(_ file: FileStatus, since start: Int64) -> Bool {
        let newest = max(file.modified.seconds, file.changed.seconds)
        return CalendarText.seconds(from: newest, to: start) > declared.clockSkew.value.seconds
    }

    /// The newest complete backup that the status now in its place knows of, and why that status cannot be used.
    package func lastComplete(on host: Host) -> (point: BackupStatus.LastComplete?, gap: Unread?) {
        guard let path = status else { return (nil, nil) }
        let read = RecordFiles.read(BackupStatus.self, at: path, of: declared, on: host)
        guard let before = read.record else { return (nil, read.gap) }
        guard before.result == .success else { return (before.lastComplete, nil) }
        var point = BackupStatus.LastComplete()
        point.finish = before.finish
        point.id = before.id
        point.bytes = before.bytes
        return (point, nil)
    }

    /// What came of looking for a point.
    package enum Search: Sendable {
        /// Its name in full, escaped, and when it was complete, in seconds since 1970.
        case found(id: String, finish: Int64)
        case absent
        /// A short name that several points begin with.
        case ambiguous
        /// The points of the set cannot be listed: why.
        case unknown(String)
    }

    /// Looks for a point in what the set lists, by its name as the tool has it or as soc2d prints it.
    package func search(for name: String, on host: Host) -> Search {
        let listing = declared.adapter.adapter.listing(of: declared, on: host, seeking: [name, Subject.escaping(name.utf8)], after: nil)
        if let point = listing.found.first {
            return listing.found.count == 1 ? .found(id: point.id, finish: point.finish) : .ambiguous
        }
        if let gap = listing.gap ?? listing.attempt { return .unknown("\(gap.path): \(gap.text)") }
        return declared.adapter.listsEveryPoint ? .absent : .unknown("Adapter=\(adapter) lists no points")
    }

    /// Why what a command said is no listing of the set's tool; nil where it is one, by its outer shape.
    package func problem(withListing bytes: [UInt8]) -> String? {
        var reader = JSONReader(bytes)
        do throws(JSONProblem) {
            let isShaped = try declared.adapter.isShape(&reader)
            try reader.end()
            return isShaped ? nil : declared.adapter.shape.map { "it is JSON, but not \($0)" }
        } catch {
            return error.description
        }
    }

    /// The status of a listing, format `soc2d.listing.v1`: how the last attempt to make it went.
    package func listingStatus(finish: Int64, exitCode: Int32) -> [UInt8] {
        var text = RecordText(format: "soc2d.listing.v1")
        text.add("set", name)
        text.add("finish", time: finish)
        text.add("exitCode", Int64(exitCode))
        return text.line
    }
}

extension AdapterName {
    /// What the listing of a tool is on the outside; nil where there is none.
    fileprivate var shape: String? {
        switch self {
        case .restic: "the array of snapshots that `restic snapshots --json` says"
        case .borg: "an object with the archives, as `borg list --json` says it"
        case .pgbackrest: "the array of stanzas that `pgbackrest info --output=json` says"
        case .statusFile, .barman, .unit, .file, .zfs, .btrfs: nil
        }
    }

    /// Reads one value to its end: whether it has that shape.
    fileprivate func isShape(_ reader: inout JSONReader) throws(JSONProblem) -> Bool {
        let kind = try reader.kind()
        guard self == .borg, kind == .object else {
            try reader.skip()
            return self != .borg && kind == .array
        }
        var hasArchives = false
        try reader.object { reader, key throws(JSONProblem) in
            let kind = try reader.kind()
            if key == "archives", kind == .array { hasArchives = true }
            try reader.skip()
        }
        return hasArchives
    }

    /// Whether a point that the listing does not name is not there.
    fileprivate var listsEveryPoint: Bool {
        switch self {
        case .statusFile, .unit: false
        case .restic, .borg, .pgbackrest, .barman, .file, .zfs, .btrfs: true
        }
    }
}
