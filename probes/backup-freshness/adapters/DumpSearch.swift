import Controls
import ProbeKit

/// Goes through directories of dumps, with one look at each name.
struct DumpSearch {
    /// A file that changed so many seconds ago or less may still be being written.
    private static let settling: Int64 = 120

    private let pattern: HostPath
    private let prefix: [UInt8]
    private let host: Host
    /// What the look before saw.
    private let earlier: Set<RestorePoint>
    private var collector: PointCollector
    private var encryption = DumpEncryption()
    /// The latest time that a dump may bear, in seconds since 1970.
    private let latest: Int64
    private var seen: Set<Identity> = []
    private var passedOver: [String: Int] = [:]
    private var remarks: [String] = []
    private var gap: Unread?

    /// What tells a file from every other, whatever its names.
    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// The last run of the job, if it did not end well.
    private let run: IncompleteRun?

    init(_ set: BackupSet, _ host: Host, seeking sought: Set<String>, after previous: BackupListing?) {
        pattern = HostPath(set.source)
        prefix = Array((set.prefix ?? "").utf8)
        self.host = host
        latest = host.now.seconds + set.clockSkew.value.seconds
        earlier = Set([previous?.newest, previous?.before, previous?.oldest].compactMap { $0 } + (previous?.deficits ?? []).map(\.point))
        run = IncompleteRun(of: set, on: host)
        collector = PointCollector(BackupListing(source: pattern.escaped), of: set, on: host, seeking: sought)
    }

    mutating func notice(_ remark: String) { remarks.append(remark) }

    mutating func look(in directory: HostPath) throws(ReadFailure) {
        guard let names = try Glob.names(matching: pattern.name, in: directory, host.files) else {
            return notice("there is no directory \(directory.escaped)")
        }
        let matches = names.filter { $0.bytes.starts(with: prefix) }
        guard !matches.isEmpty, let status = try host.files.status(of: directory) else { return }
        if gap == nil { gap = try DirectoryTrust.gap(of: directory, in: host.files) }
        for name in matches { take(directory.appending(name), in: status) }
    }

    /// What was found; the headers of the newest dumps tell how they are encrypted.
    func finished() -> BackupListing {
        var listing = collector.finished()
        listing.remarks = remarks
        for (what, count) in passedOver.sorted(by: { $0.key < $1.key }) {
            listing.remarks.append("passed over, since it is no dump: \(what)" + (count > 1 ? ", \(count) times" : ""))
        }
        encryption.read(into: &listing, host.files)
        listing.gap = gap
        do throws(ReadFailure) { if gap == nil { listing.gap = try gapBehindLinks(of: listing) } } catch { listing.gap = Unread(error) }
        return listing
    }

    /// Why a dump that a link leads to proves nothing. Only those are looked at that an answer rests on: there may be very many.
    private func gapBehindLinks(of listing: BackupListing) throws(ReadFailure) -> Unread? {
        for point in Set([listing.newest, listing.before, listing.oldest].compactMap { $0 } + listing.found) {
            let path = HostPath(Subject.unescaping(point.id))
            guard try host.files.linkTarget(of: path) != nil else { continue }
            if let gap = try DirectoryTrust.gap(of: host.files.resolved(path).parent, in: host.files) { return gap }
        }
        return nil
    }

    private mutating func take(_ path: HostPath, in directory: FileStatus) {
        do throws(ReadFailure) {
            guard let status = try host.files.status(of: path) else { return passOver("a link that leads nowhere") }
            switch status.kind {
            case .regular: take(path, status, in: directory)
            case .directory, .fifo, .socket, .device, .link: passOver("a \(status.kind.rawValue)")
            }
        } catch {
            switch error {
            case .badLink: passOver("a link that leads in a circle")
            case .denied, .hidden, .notRegular, .notADirectory, .tooLarge, .changing, .failed: gap = gap ?? Unread(error)
            }
        }
    }

    private mutating func take(_ path: HostPath, _ status: FileStatus, in directory: FileStatus) {
        guard seen.insert(Identity(device: status.device, inode: status.inode)).inserted else { return }
        let point = RestorePoint(path.escaped, finish: status.modified.seconds, bytes: status.size)
        if let why = Self.distrust(of: status, at: path, in: directory) ?? unrest(of: point, status)
            ?? run?.deficit(of: point.id, begun: point.finish)
        {
            return collector.add(point, deficit: why)
        }
        collector.add(point)
        if point.finish <= latest { encryption.add(point) }
    }

    /// Why a dump may be anybody's work.
    private static func distrust(of dump: FileStatus, at path: HostPath, in directory: FileStatus) -> String? {
        if dump.mode & 0o002 != 0 { return "anybody may write it, so it proves nothing; chmod o-w \(path.escaped)" }
        guard DirectoryTrust.isShared(directory), dump.owner != 0, dump.owner != directory.owner else { return nil }
        return "lies where anybody may put a file, and uid \(dump.owner) did; have root write it, or write it elsewhere than in "
            + path.parent.escaped
    }

    /// Why a dump may not be whole yet.
    private func unrest(of point: RestorePoint, _ status: FileStatus) -> String? {
        let age = CalendarText.seconds(from: status.changed.seconds, to: host.now.seconds)
        guard age <= Self.settling, !earlier.contains(point) else { return nil }
        let moment = age < 0 ? "later than this look" : "\(CalendarText.span(age)) before this look"
        return "changed \(moment): it may still be being written; look again in two minutes"
    }

    private mutating func passOver(_ what: String) { passedOver[what, default: 0] += 1 }
}
