import Controls
import ProbeKit

/// How the last attempt to list ended: the file `LISTING.status` that `soc2d record listing` keeps beside a listing, since a listing stays
/// as it was where the tool fails.
///
/// `{"format":"soc2d.listing.v1","set":NAME,"finish":RFC 3339,"exitCode":N}`; unknown members are passed over.
struct ListingAttempt: Hashable, Sendable {
    let set: String
    let finish: Moment
    let exitCode: Int64

    static let format = "soc2d.listing.v1"

    /// - Throws: also where a member is missing.
    init(parsing bytes: [UInt8]) throws(JSONProblem) {
        var reader = JSONReader(bytes)
        var format: String?
        var set: String?
        var finish: Moment?
        var exitCode: Int64?
        try reader.object { reader, key throws(JSONProblem) in
            switch key {
            case "format": format = try reader.stringIfAny()
            case "set": set = try reader.stringIfAny()
            case "finish": finish = try reader.stringIfAny().flatMap { Moment(rfc3339: $0) }
            case "exitCode": exitCode = try reader.integerIfAny()
            default: try reader.skip()
            }
        }
        try reader.end()
        guard format == Self.format, let set, let finish, let exitCode else { throw reader.problem("not a whole \(Self.format)") }
        self.set = set
        self.finish = finish
        self.exitCode = exitCode
    }

    /// Why the attempt failed; nil where it did not, or where a listing was made since.
    func failure(after listed: Moment?, by tool: BackupTool, at path: HostPath) -> Unread? {
        guard exitCode != 0, finish.seconds > (listed?.seconds ?? .min + 1) + 1 else { return nil }
        let (reason, text) = tool.meaning(of: exitCode)
        return Unread(path.escaped, reason, "the attempt to list of \(CalendarText.moment(finish.seconds)) failed: \(text)")
    }
}
