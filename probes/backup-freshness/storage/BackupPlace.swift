import ProbeKit

/// Where backups lie, resolved to what holds them.
struct BackupPlace: RecordedObject, Hashable, Sendable {
    enum Kind: String, Sendable {
        /// Another host, by the location's scheme.
        case remote
        /// A file system that another host serves.
        case networkMount = "network-mount"
        /// A disk of this host.
        case local
        /// The pool or disk that holds the data itself.
        case sameVolume = "same-volume"
        /// Named as a further copy, but nobody listed what lies there.
        case unlisted
        /// Nobody can tell from here.
        case unknown
    }

    /// What was resolved, escaped and without user names and passwords.
    var location = ""
    var kind = Kind.unknown
    /// What decided, such as `nfs4 from vault:/srv` or `ext4 on /dev/sda1, which holds / too`.
    var text = ""
    /// Whether the disk below is encrypted: dm-crypt below the file system, or a dataset with encryption; nil where nobody can tell.
    var isEncrypted: Bool?
    /// Why it could not be resolved.
    var gap: Unread?

    init() {}

    init(_ location: String, _ kind: Kind, _ text: String) {
        self.location = location
        self.kind = kind
        self.text = text
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("encrypted", &isEncrypted)
        try form.field("gap", &gap)
        try form.word("kind", &kind)
        try form.field("location", &location)
        try form.field("text", &text)
    }
}
