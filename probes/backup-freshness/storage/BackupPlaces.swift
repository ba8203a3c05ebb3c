import Controls
import ProbeKit

/// Resolves where backups lie.
enum BackupPlaces {
    /// The place of a set's points; nil where neither the tool nor `Repository=` says it, and where nobody could look for them.
    static func place(of set: BackupSet, _ listing: BackupListing, on host: Host) -> BackupPlace? {
        let declared = set.repository.map { RepositoryLocation($0.value) }
        switch set.adapter {
        case .zfs, .btrfs: return copy(declared, besides: nil) ?? sameVolume(set, listing, host)
        case .file, .barman:
            guard let path = points(of: set, listing) else { return nil }
            return copy(declared, besides: path) ?? resolved(.path(path), of: set, on: host)
        case .restic, .borg, .pgbackrest, .statusFile, .unit:
            let told = listing.location.map { RepositoryLocation($0) }
            if let declared, let told, !declared.isSame(as: told) {
                var place = BackupPlace(declared.printed, .unknown, "")
                let text = "Repository= says \(declared.printed), the tool says \(told.printed)"
                place.gap = Unread(set.source, .sourceConflict, text)
                return place
            }
            return (declared ?? told).map { resolved($0, of: set, on: host) }
        }
    }

    /// Where the points that were listed lie: the newest one may be behind a link of its own. Nil where they could not be listed.
    private static func points(of set: BackupSet, _ listing: BackupListing) -> HostPath? {
        let point = listing.newest ?? listing.deficits.first?.point
        guard point != nil || listing.gap == nil else { return nil }
        guard set.adapter == .file else { return HostPath(set.source) }
        if let point { return HostPath(Subject.unescaping(point.id)) }
        let fixed = HostPath(set.source).components.dropLast().prefix { !$0.hasWildcard }
        return fixed.reduce("/") { $0.appending($1) }
    }

    /// A further copy, if `Repository=` names another place than the one where the listed points lie.
    private static func copy(_ declared: RepositoryLocation?, besides points: HostPath?) -> BackupPlace? {
        guard let declared else { return nil }
        if case .path(let path) = declared, let points, points.components.starts(with: path.components, by: ==) { return nil }
        return BackupPlace(declared.printed, .unlisted, "a further copy, of which nobody listed the points")
    }

    /// Snapshots lie where the data lie.
    private static func sameVolume(_ set: BackupSet, _ listing: BackupListing, _ host: Host) -> BackupPlace {
        var place = BackupPlace(HostPath(set.source).escaped, .sameVolume, "snapshots lie in the pool of the data themselves")
        place.isEncrypted = listing.encryption?.isEncrypted
        if set.adapter == .btrfs, let point = listing.newest, !host.isFileTreeOnly {
            place.isEncrypted = resolved(.path(HostPath(Subject.unescaping(point.id))), of: set, on: host).isEncrypted
        }
        return place
    }

    private static func resolved(_ location: RepositoryLocation, of set: BackupSet, on host: Host) -> BackupPlace {
        let printed = location.printed
        switch location {
        case .path(let path): return resolved(path, of: set, on: host)
        case .store: return BackupPlace(printed, .remote, "a store of a provider")
        case .unknown: return BackupPlace(printed, .unknown, "the location alone does not tell where it is")
        case .host(let remote):
            let shown = "\(remote.scheme) to \(remote.host)"
            do throws(ReadFailure) {
                switch try OwnNames(host.files).isOwn(remote.host) {
                case .yes: return BackupPlace(printed, .local, "\(shown), which is this host")
                case .perhaps: return BackupPlace(printed, .unknown, "\(shown), which may be this host")
                case .no: return BackupPlace(printed, .remote, shown)
                }
            } catch {
                var place = BackupPlace(printed, .unknown, shown)
                place.gap = Unread(error)
                return place
            }
        }
    }

    private static func resolved(_ path: HostPath, of set: BackupSet, on host: Host) -> BackupPlace {
        var place = BackupPlace(path.escaped, .unknown, "")
        guard !host.isFileTreeOnly else {
            place.gap = Unread(path.escaped, .notObservableUnderRoot, "what a path lies on needs the running system")
            return place
        }
        do throws(ReadFailure) {
            guard let storage = try LocalStorage(host.files, own: try OwnNames(host.files)) else {
                place.gap = Unread("/proc/self/mountinfo", .unreadable, "there is no such file")
                return place
            }
            if let found = try storage.place(of: path, besides: set.paths.map { HostPath($0) }) { return found }
            place.gap = Unread(path.escaped, .unreadable, "there is nothing at this path; is it mounted?")
        } catch {
            place.gap = Unread(error)
        }
        return place
    }
}
