import Controls
import ProbeKit

extension ListingText {
    private static let limits = ReadLimits(bytes: 64 << 20, lines: 1 << 22)

    /// The listing that the job writes to the file that `Source=` names.
    init(fileOf set: BackupSet, on host: Host, by tool: BackupTool) {
        let path = HostPath(set.source)
        var listing = BackupListing(source: path.escaped)
        var bytes: [UInt8] = []
        var modified: Moment?
        do throws(ReadFailure) {
            if let file = try host.files.contents(of: path, within: Self.limits) {
                bytes = file.bytes
                modified = file.status.modified
                listing.gap = try Self.doubt(about: file, on: host)
            } else {
                let way = "`soc2d record listing --set \(set.name) -- \(tool.command)`"
                listing.gap = Unread(path.escaped, .unreadable, "there is no such listing yet: let the job write it with \(way)")
            }
        } catch {
            listing.gap = Unread(error)
        }
        listing.listed = modified?.seconds
        Self.add(attemptAt: path.with(suffix: ".status"), of: set, after: modified, by: tool, on: host, to: &listing)
        self.init(bytes, listing)
    }

    /// Why a listing proves nothing.
    private static func doubt(about file: File, on host: Host) throws(ReadFailure) -> Unread? {
        let path = file.path.escaped
        if file.status.mode & 0o002 != 0 {
            return Unread(path, .notObservable, "anybody may write it, so it proves nothing; `chmod o-w \(path)`")
        }
        let directory = file.path.parent
        if let mode = try host.files.status(of: directory)?.mode, mode & 0o1002 == 0o002 {
            let text = "anybody may replace it, so it proves nothing; `chmod o-w \(directory.escaped)`"
            return Unread(path, .notObservable, text)
        }
        if file.bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
            return Unread(path, .emptyOutput, "the listing is empty: see how the job writes it")
        }
        return nil
    }

    /// What the last attempt came to, where it left word.
    private static func add(
        attemptAt path: HostPath, of set: BackupSet, after listed: Moment?, by tool: BackupTool, on host: Host,
        to listing: inout BackupListing
    ) {
        do throws(ReadFailure) {
            guard let file = try host.files.contents(of: path) else { return }
            guard let attempt = try? ListingAttempt(parsing: file.bytes), attempt.set == set.name else {
                return listing.remark("\(path.escaped) is no \(ListingAttempt.format) of this set")
            }
            listing.attempt = attempt.failure(after: listed, by: tool, at: path)
        } catch {
            listing.remark("\(path.escaped): \(error.text)")
        }
    }
}
