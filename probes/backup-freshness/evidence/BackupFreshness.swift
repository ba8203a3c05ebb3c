import ProbeKit

/// The backups of a host.
struct BackupFreshness: RecordedObject, Hashable, Sendable {
    /// When the look before was made, in seconds since 1970; nil at the first look.
    var before: Int64?
    /// Jobs that no set stands for, the first few.
    var jobs: [FoundJob] = []
    /// Places where jobs could stand and that could not be read.
    var jobGaps: [Unread] = []
    /// Seconds since 1970.
    var now: Int64 = 0
    var sets: [ObservedSet] = []
    /// Whether only a tree of files was observed.
    var treeOnly = false

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("before", &before)
        try form.field("job_gaps", &jobGaps)
        try form.field("jobs", &jobs)
        try form.field("now", &now)
        try form.field("sets", &sets)
        try form.field("tree_only", &treeOnly)
    }
}

/// A backup set as it was found.
struct ObservedSet: RecordedObject, Hashable, Sendable {
    /// The oldest point that any look has seen, in seconds since 1970.
    var firstSeen: Int64?
    var integrity = ReadRecord<IntegrityCheck>()
    var listing = BackupListing()
    var name = ""
    /// Where the points lie; nil where nobody says.
    var place: BackupPlace?
    /// The repository of the look before, where it was another one.
    var replaced: String?
    var restore = ReadRecord<RestoreTest>()
    /// What the job said about its last run; nil where the set names no status file.
    var status: ReadRecord<BackupStatus>?

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("first_seen", &firstSeen)
        try form.field("integrity", &integrity)
        try form.field("listing", &listing)
        try form.field("name", &name)
        try form.field("place", &place)
        try form.field("replaced", &replaced)
        try form.field("restore", &restore)
        try form.field("status", &status)
    }
}
