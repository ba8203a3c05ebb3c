import Controls
import ProbeKit

/// Archives as `borg list --json` or `borg info --json` lists them, narrowed by `Prefix=`.
struct BorgAdapter: BackupAdapter {
    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        ListingText(fileOf: set, on: host, by: .borg).read { text throws(JSONProblem) in
            var names = BorgNames()
            let repository = try BorgArchives(parsing: text.bytes) { names.add($0) }
            var series = PointSeries(text.listing, of: set, on: host, seeking: sought, narrowedBy: "Prefix=")
            let run = IncompleteRun(of: set, on: host)
            var gap: Unread?
            _ = try BorgArchives(parsing: text.bytes) { archive in
                guard archive.name.hasPrefix(set.prefix ?? "") else { return }
                let start = archive.start.flatMap { host.moment(of: $0) }
                guard let finish = archive.end.flatMap({ host.moment(of: $0) }) ?? start else {
                    gap = Self.timeless(archive, text.listing.source, on: host)
                    return
                }
                let point = RestorePoint(names.id(of: archive), finish: finish.seconds, bytes: archive.bytes)
                guard let name = set.prefix ?? names.series(of: archive) else { return series.find(point) }
                let deficit = run?.deficit(of: archive.name, begun: (start ?? finish).seconds)
                series.add(point, to: name, deficit: archive.isCheckpoint ? "a checkpoint of a backup that broke off" : deficit)
            }
            var listing = series.finished()
            listing.gap = gap ?? listing.gap
            Self.complete(&listing, repository, names, of: set, on: host)
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
        _ listing: inout BackupListing, _ repository: BorgArchives, _ names: BorgNames, of set: BackupSet, on host: Host
    ) {
        listing.repository = repository.repository?.quoted
        listing.location = repository.location.map { RepositoryLocation($0).printed }
        listing.encryption = encryption(repository.encryption, &listing)
        if set.prefix != nil {
            if listing.newest == nil, listing.deficits.isEmpty, let there = names.beginnings {
                listing.remark("no archive begins so; there is \(there)")
            }
        } else if names.isOverfull {
            PointSeries.leaveOpen(&listing, "kinds of names", "Prefix=")
        } else if let text = names.remark {
            listing.remark(text)
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

extension Host {
    /// The moment of a time with or without its zone.
    fileprivate func moment(of text: TimeText) -> Moment? { text.offset == nil ? localTime?(text.time) : Moment(text) }
}
