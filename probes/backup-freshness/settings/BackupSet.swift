import Controls
import ProbeKit

/// A `[BackupSet]`: what is backed up, how to look at it, and what the entity promised.
struct BackupSet: Sendable {
    let name: String
    let adapter: AdapterName
    let source: String
    /// The line of `Source=`.
    let place: Place?

    // What narrows the listing.
    /// Archives and dumps whose names begin so.
    let prefix: String?
    /// The host name that a snapshot bears.
    let host: String?
    /// A path that the backup covers; for btrfs the subvolume that the snapshots are of.
    let paths: [String]
    /// The repository of a stanza with several, from 1.
    let repositoryKey: Int?

    // What was promised.
    let maximumAge: Settings.Placed<TimeSpan>
    let minimumSize: Settings.Placed<ByteSize>
    let maximumShrink: Settings.Placed<Share>
    /// Nil where no window is promised.
    let retention: Settings.Placed<TimeSpan?>
    let minimumPoints: Settings.Placed<Int>
    let offsite: Settings.Placed<Demand>
    let encryption: Settings.Placed<Demand>
    let integrityEvery: Settings.Placed<TimeSpan?>
    let restoreEvery: Settings.Placed<TimeSpan?>
    let listingGrace: Settings.Placed<TimeSpan>
    let clockSkew: Settings.Placed<TimeSpan>

    // Where else to look.
    /// Where the repository is: a path or what the tool calls a location, such as `sftp:backup@vault:/srv/web`.
    let repository: Settings.Placed<String>?
    /// The status file of a job whose tool lists incomplete points like complete ones.
    let statusFile: HostPath?
    let integrityRecord: HostPath
    let restoreRecord: HostPath
    /// The tool, if it is not where the distribution puts it.
    let tool: HostPath?
    /// How long the tool may take.
    var toolDeadline = TimeSpan.seconds(30)

    enum Demand: String, CaseIterable, Sendable {
        case required, off
    }

    /// Where records lie unless a set says otherwise.
    static let recordDirectory: HostPath = "/var/lib/soc2d/records"
}

extension BackupSet {
    /// Reads one section; nil where it has no usable name, adapter or source, which is a problem of the settings then.
    init?(_ settings: inout Settings, in section: RepeatedSection) {
        let name = settings.entries("Name", expected: "letters, digits, - _ and .") { Self.isName($0) ? $0 : nil }.last
        let adapter = Self.adapter(&settings)
        let source = settings.entries("Source", expected: "a source") { $0 }.last
        for key in ["Name", "Adapter", "Source"] where !settings.says(key) { settings.demand(key, in: section) }
        if let adapter, let source, !adapter.value.accepts(source.value) {
            settings.reject("Source", source, expected: "\(adapter.value.source), since Adapter=\(adapter.value.rawValue)")
        }
        self.name = name?.value ?? ""
        self.adapter = adapter?.value ?? .file
        self.source = source?.value ?? ""
        place = source?.place
        prefix = settings.lastText("Prefix")?.value
        host = settings.lastText("Host")?.value
        paths = settings.paths("Path").map(\.value)
        let key = settings.integer("RepositoryKey", default: 0, in: 0...256)
        repositoryKey = key == 0 ? nil : key
        maximumAge = settings.span("MaximumAge", default: .hours(26))
        minimumSize = settings.placed("MinimumSize", expected: "a number of bytes such as 64M", default: ByteSize(bytes: 1)) {
            ByteSize($0)
        }
        maximumShrink = settings.placed("MaximumShrink", expected: "a share such as 50% or 1/6", default: Share(oneOf: 2)) { Share($0) }
        retention = settings.spanOrOff("Retention", default: .days(30))
        minimumPoints = settings.placed("MinimumPoints", expected: "a whole number from 1", default: 7) {
            Int($0).flatMap { $0 > 0 ? $0 : nil }
        }
        offsite = settings.demand("Offsite")
        encryption = settings.demand("Encryption")
        integrityEvery = settings.spanOrOff("IntegrityEvery", default: .days(7))
        restoreEvery = settings.spanOrOff("RestoreEvery", default: .days(90))
        listingGrace = settings.span("ListingGrace", default: .hours(6))
        clockSkew = settings.span("ClockSkew", default: .minutes(5))
        repository = settings.lastText("Repository")
        statusFile = settings.paths("StatusFile").last.map { HostPath($0.value) }
        let records = Self.recordDirectory.appending(HostPath(self.name))
        integrityRecord = settings.paths("IntegrityRecord").last.map { HostPath($0.value) } ?? records.with(suffix: ".integrity-check.json")
        restoreRecord = settings.paths("RestoreRecord").last.map { HostPath($0.value) } ?? records.with(suffix: ".restore-test.json")
        tool = settings.paths("Tool").last.map { HostPath($0.value) }
        guard name != nil, adapter != nil, source != nil else { return nil }
    }

    private static func adapter(_ settings: inout Settings) -> Settings.Placed<AdapterName>? {
        let words = AdapterName.allCases.map(\.rawValue)
        let said = settings.entries("Adapter", expected: "text") { $0 }.last
        let near = said.flatMap { nearestWord(to: $0.value, among: words) }.map { " (did you mean “\($0)”?)" } ?? ""
        return settings.entries("Adapter", expected: "one of " + words.joined(separator: ", ") + near) { AdapterName(rawValue: $0) }.last
    }

    /// A name that can be part of a file name.
    static func isName(_ text: String) -> Bool {
        text.utf8.count <= 64 && text.first?.isLetter != nil && !text.hasPrefix(".") && !text.hasPrefix("-")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }

    /// The file that the job's status is written to; nil where nobody reads one.
    var jobStatus: HostPath? { adapter == .statusFile ? HostPath(source) : statusFile }
}

extension HostPath {
    /// The path with more at the end of its name.
    func with(suffix: String) -> HostPath { HostPath(bytes + suffix.utf8) }
}

extension Settings {
    fileprivate mutating func placed<Value: Sendable>(
        _ key: String, expected: String, default standard: Value, parse: (String) -> Value?
    ) -> Placed<Value> {
        entries(key, expected: expected, parse: parse).last ?? Placed(value: standard, place: nil)
    }

    fileprivate mutating func lastText(_ key: String) -> Placed<String>? { entries(key, expected: "text") { $0 }.last }

    fileprivate mutating func paths(_ key: String) -> [Placed<String>] {
        entries(key, expected: "an absolute path") { $0.hasPrefix("/") && $0 != "/" ? $0 : nil }
    }

    fileprivate mutating func span(_ key: String, default standard: TimeSpan) -> Placed<TimeSpan> {
        placed(key, expected: "a time span such as 26h", default: standard) { TimeSpan($0) }
    }

    fileprivate mutating func spanOrOff(_ key: String, default standard: TimeSpan) -> Placed<TimeSpan?> {
        placed(key, expected: "a time span such as 90d, or off", default: standard) { text -> TimeSpan?? in
            text == "off" ? .some(nil) : TimeSpan(text).map { .some($0) }
        }
    }

    fileprivate mutating func demand(_ key: String) -> Placed<BackupSet.Demand> {
        placed(key, expected: "required or off", default: .required) { BackupSet.Demand(rawValue: $0) }
    }
}
