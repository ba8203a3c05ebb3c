import Controls
import ProbeKit

/// Archives as `borg list --json` or `borg info --json` lists them, narrowed by `Prefix=`.
struct BorgAdapter: BackupAdapter {
    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        ListingText(fileOf: set, on: host, by: .borg).read { text throws(JSONProblem) in
            let all = try BorgArchives(parsing: text.bytes)
            var points = PointCollector(text.listing, minimumSize: set.minimumSize.value.bytes, seeking: sought)
            let run = IncompleteRun(of: set, on: host)
            let names = BorgNames(all.archives)
            var gap: Unread?
            for archive in all.archives where archive.name.hasPrefix(set.prefix ?? "") {
                let start = archive.start.flatMap { host.moment(of: $0) }
                guard let finish = archive.end.flatMap({ host.moment(of: $0) }) ?? start else {
                    gap = Self.timeless(archive, text.listing.source, on: host)
                    continue
                }
                let point = RestorePoint(names.id(of: archive), finish: finish.seconds, bytes: archive.bytes)
                if let why = archive.isCheckpoint
                    ? "a checkpoint of a backup that broke off"
                    : run?.deficit(of: archive.name, begun: (start ?? finish).seconds)
                {
                    points.add(point, deficit: why)
                } else {
                    points.add(point)
                }
            }
            var listing = points.finished()
            listing.gap = gap
            Self.complete(&listing, all, names, of: set, on: host)
            return listing
        }
    }

    /// Why the time of an archive is not known.
    private static func timeless(_ archive: BorgArchives.Archive, _ source: String, on host: Host) -> Unread {
        if host.localTime == nil {
            return Unread(source, .notObservableUnderRoot, "borg wrote local times, and the zone is known on the running host alone")
        }
        return Unread(source, .clockInvalid, "\(archive.name.quoted) bears a time that this host's clocks never show")
    }

    private static func complete(
        _ listing: inout BackupListing, _ all: BorgArchives, _ names: BorgNames, of set: BackupSet, on host: Host
    ) {
        listing.repository = all.repository?.quoted
        listing.location = all.location.map { RepositoryLocation($0).printed }
        listing.encryption = encryption(all.encryption, &listing)
        if set.prefix != nil, listing.newest == nil, listing.deficits.isEmpty, !all.archives.isEmpty {
            listing.remark("no archive begins so; there is \(names.beginnings.joined(separator: ", "))")
        } else if set.prefix == nil, names.beginnings.count > 1 {
            let several = names.beginnings.joined(separator: ", ")
            listing.remark("archives begin with \(several): one can stop while another goes on, so declare one set with Prefix= for each")
        }
        let unused = [("Host", set.host != nil), ("Path", !set.paths.isEmpty), ("RepositoryKey", set.repositoryKey != nil)]
        listing.remark(unused: unused, by: "borg")
        LocalRepository.compare(&listing, of: set, has: "config", as: "a repository", on: host)
    }

    /// "More encryption modes" of borg-init(1). The `authenticated` modes protect against change and hide nothing.
    private static func encryption(_ mode: String?, _ listing: inout BackupListing) -> EncryptionMode? {
        guard let mode = mode?.quoted else { return nil }
        if mode == "none" || mode.hasPrefix("authenticated") { return EncryptionMode(mode, isEncrypted: false) }
        if mode.hasPrefix("repokey") || mode.hasPrefix("keyfile") { return EncryptionMode(mode, isEncrypted: true) }
        listing.remark("nobody here knows whether the mode “\(mode)” encrypts")
        return nil
    }
}

/// The names of archives: one each in borg 1, one for all archives of a series in borg 2.
private struct BorgNames {
    /// What the first few names begin with, up to their first digit, escaped.
    let beginnings: [String]
    private let areUnique: Bool

    init(_ archives: [BorgArchives.Archive]) {
        areUnique = Set(archives.map(\.name)).count == archives.count
        var found: Set<String> = []
        for archive in archives where found.count < 6 { found.insert(archive.name.prefix { !$0.isNumber }.description.quoted) }
        beginnings = found.sorted()
    }

    /// What tells an archive from the others: its name, or its id where names repeat. Escaped.
    func id(of archive: BorgArchives.Archive) -> String {
        Subject.escaping(Array((areUnique || archive.id.isEmpty ? archive.name : archive.id).utf8))
    }
}

extension Host {
    /// The moment of a time with or without its zone.
    fileprivate func moment(of text: TimeText) -> Moment? { text.offset == nil ? localTime?(text.time) : Moment(text) }
}
