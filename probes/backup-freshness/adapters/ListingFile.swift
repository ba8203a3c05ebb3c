import Controls
import ProbeKit

extension ListingText {
    private static let limits = ReadLimits(bytes: 32 << 20, lines: 1 << 22)

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
                listing.gap = try RecordTrust.gap(of: path, in: host.files, allowsLink: true) ?? Self.emptiness(of: file)
            } else {
                let way = "`soc2d record listing --set \(set.name) -- \(tool.command)`"
                listing.gap = Unread(path.escaped, .unreadable, "there is no such listing yet: let the job write it with \(way)")
            }
        } catch {
            listing.gap = tool.gap(error)
        }
        listing.listed = modified?.seconds
        Self.add(attemptAt: path.with(suffix: ".status"), after: modified, by: tool, on: host, to: &listing)
        self.init(bytes, listing)
    }

    private static func emptiness(of file: File) -> Unread? {
        guard file.bytes.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return nil }
        return Unread(file.path.escaped, .emptyOutput, "the listing is empty: see how the job writes it")
    }

    /// What the last attempt came to, where it left word. The word is about the file, whichever set it was written for; where it cannot be
    /// read, nobody knows whether the listing is the last that could be had.
    private static func add(
        attemptAt path: HostPath, after listed: Moment?, by tool: BackupTool, on host: Host, to listing: inout BackupListing
    ) {
        let unknown = "nobody knows how the last attempt to list ended"
        do throws(ReadFailure) {
            listing.attempt = try RecordTrust.gap(of: path, in: host.files, allowsLink: true)
            guard listing.attempt == nil, let file = try host.files.contents(of: path) else { return }
            do throws(JSONProblem) {
                listing.attempt = try ListingAttempt(parsing: file.bytes).failure(after: listed, by: tool, at: path)
            } catch {
                let text = "\(unknown): no \(ListingAttempt.format): \(error.text)"
                listing.attempt = Unread(path.escaped, .parseError, text, line: error.line)
            }
        } catch {
            listing.attempt = Unread(path.escaped, error.reason, "\(unknown): \(error.text)")
        }
    }
}
