import Controls
import ProbeKit

/// Goes through directories of dumps, with one look at each name.
struct DumpSearch {
    /// A file that changed so many seconds ago or less may still be being written.
    private static let settling: Int64 = 120
    /// How much of a dump is read to see what it is.
    private static let headerSize = 1024

    private let pattern: HostPath
    private let prefix: [UInt8]
    private let host: Host
    /// What the look before saw.
    private let earlier: Set<RestorePoint>
    private var collector: PointCollector
    private var seen: Set<Identity> = []
    private var passedOver: [String: Int] = [:]
    private var remarks: [String] = []
    private var gap: Unread?

    /// What tells a file from every other, whatever its names.
    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    init(_ set: BackupSet, _ host: Host, seeking sought: Set<String>, after previous: BackupListing?) {
        pattern = HostPath(set.source)
        prefix = Array((set.prefix ?? "").utf8)
        self.host = host
        earlier = Set([previous?.newest, previous?.before, previous?.oldest].compactMap { $0 } + (previous?.deficits ?? []).map(\.point))
        collector = PointCollector(BackupListing(source: pattern.escaped), minimumSize: set.minimumSize.value.bytes, seeking: sought)
    }

    mutating func notice(_ remark: String) { remarks.append(remark) }

    mutating func look(in directory: HostPath) throws(ReadFailure) {
        guard let names = try Glob.names(matching: pattern.name, in: directory, host.files) else {
            return notice("there is no directory \(directory.escaped)")
        }
        for name in names where name.bytes.starts(with: prefix) { take(directory.appending(name)) }
    }

    /// What was found; the header of the newest dump tells how they are encrypted.
    func finished() -> BackupListing {
        var listing = collector.finished()
        listing.gap = gap
        listing.remarks = remarks
        for (what, count) in passedOver.sorted(by: { $0.key < $1.key }) {
            listing.remarks.append("passed over, since it is no dump: \(what)" + (count > 1 ? ", \(count) times" : ""))
        }
        guard let newest = listing.newest else { return listing }
        do throws(ReadFailure) {
            let header = try host.files.beginning(of: HostPath(Subject.unescaping(newest.id)), count: Self.headerSize)
            listing.encryption = header.flatMap { DumpHeader($0).encryption }
        } catch {
            listing.remarks.append("what \(newest.id) is could not be read: \(error.text)")
        }
        return listing
    }

    private mutating func take(_ path: HostPath) {
        do throws(ReadFailure) {
            guard let status = try host.files.status(of: path) else { return passOver("a link that leads nowhere") }
            switch status.kind {
            case .regular: take(path, status)
            case .directory, .fifo, .socket, .device, .link: passOver("a \(status.kind.rawValue)")
            }
        } catch {
            switch error {
            case .badLink: passOver("a link that leads in a circle")
            case .denied, .notRegular, .notADirectory, .tooLarge, .changing, .failed: gap = gap ?? Unread(error)
            }
        }
    }

    private mutating func take(_ path: HostPath, _ status: FileStatus) {
        guard seen.insert(Identity(device: status.device, inode: status.inode)).inserted else { return }
        let point = RestorePoint(path.escaped, finish: status.modified.seconds, bytes: status.size)
        let age = CalendarText.seconds(from: status.changed.seconds, to: host.now.seconds)
        if age > Self.settling || earlier.contains(point) {
            collector.add(point)
        } else {
            let moment = age < 0 ? "later than this look" : "\(CalendarText.span(age)) before this look"
            collector.add(point, deficit: "changed \(moment): it may still be being written")
        }
    }

    private mutating func passOver(_ what: String) { passedOver[what, default: 0] += 1 }
}
