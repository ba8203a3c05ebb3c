import Controls
import ProbeKit

/// The restore points of a backup set, as many as an answer needs: a repository may hold hundreds of thousands.
struct BackupListing: RecordedObject, Hashable, Sendable {
    /// How many points are complete and neither expired nor too small.
    var count = 0
    /// The newest complete point, whatever its size.
    var newest: RestorePoint?
    /// Of the few complete points before the newest one, neither expired nor too small, the one of the median size: what the newest is
    /// compared with.
    var before: RestorePoint?
    /// The oldest complete point that is neither expired nor too small.
    var oldest: RestorePoint?
    /// The newest points that are not complete, at most ``Deficit/limit``, newest first.
    var deficits: [Deficit] = []
    /// The points that were sought by id and are there, complete or not.
    var found: [RestorePoint] = []
    /// When the listing was made, in seconds since 1970; nil where the points themselves were looked at.
    var listed: Int64?
    /// The last attempt to list, where it failed after ``listed``: why.
    var attempt: Unread?
    /// Why there are no points, or not all; nil where the listing is complete.
    var gap: Unread?
    /// Whether a backup is being made at this moment.
    var isRunning = false
    /// How the tool says that the points are encrypted, in its own word, such as `repokey`; nil where it does not say.
    var encryption: EncryptionMode?
    /// Where the tool says that the repository is; nil where it does not say.
    var location: String?
    /// What tells the repository from every other; nil where the tool does not say.
    var repository: String?
    /// How many repositories are judged together, so that nobody can say in which of them a point lies; nil where there is one.
    var repositories: Int?
    /// How many series of backups were judged together, each in every respect; nil where there is one.
    var series: Int?
    /// What a reader should know besides.
    var remarks: [String] = []
    /// Whether the set keeps points at all: a service's success is one moment, not a list.
    var keepsPoints = true
    /// The file or interface that showed this, escaped.
    var source = ""

    init() {}

    init(source: String) { self.source = source }

    /// A listing that could not be had.
    init(gap: Unread) {
        self.gap = gap
        source = gap.path
    }

    /// A point that cannot be restored, or not wholly.
    struct Deficit: RecordedObject, Hashable, Sendable {
        var point = RestorePoint()
        /// Such as `a checkpoint archive`.
        var why = ""

        static let limit = 10

        init() {}

        init(_ point: RestorePoint, why: String) {
            self.point = point
            self.why = why
        }

        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
            try form.field("point", &point)
            try form.field("why", &why)
        }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("attempt", &attempt)
        try form.field("before", &before)
        try form.field("count", &count)
        try form.field("deficits", &deficits)
        try form.field("encryption", &encryption)
        try form.field("found", &found)
        try form.field("gap", &gap)
        try form.field("keeps_points", &keepsPoints)
        try form.field("listed", &listed)
        try form.field("location", &location)
        try form.field("newest", &newest)
        try form.field("oldest", &oldest)
        try form.field("remarks", &remarks)
        try form.field("repositories", &repositories)
        try form.field("repository", &repository)
        try form.field("running", &isRunning)
        try form.field("series", &series)
        try form.field("source", &source)
    }
}

/// How points are encrypted.
struct EncryptionMode: RecordedObject, Hashable, Sendable {
    /// In the tool's own word.
    var name = ""
    /// Whether the contents are unreadable without a key.
    var isEncrypted = false

    init() {}

    init(_ name: String, isEncrypted: Bool) {
        self.name = name
        self.isEncrypted = isEncrypted
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("encrypted", &isEncrypted)
        try form.field("name", &name)
    }
}
