import Controls
import ProbeKit

/// A file that holds a private key, and who may reach it. Nothing of the key itself is kept, no digest either.
struct PrivateKeyFile: RecordedObject, Hashable, Sendable {
    /// As the configuration or the store has it, escaped.
    var path = ""
    /// The file; nil where there is none.
    var file: PathAccess?
    /// Every directory above the file, the root first: whoever may not pass them all cannot open it.
    var directories: [PathAccess] = []
    /// Further directories that the way over links leads through: whoever may write one can put another file in its place.
    var linkDirectories: [PathAccess] = []
    /// The links on the way.
    var links: [KeyLink] = []
    /// The label of its key in PEM, such as `RSA PRIVATE KEY`; nil where none was found.
    var label: String?
    /// The line that names it; no line for the usual stores.
    var namedBy = ""
    var line: Int?
    /// The service that it belongs to; nil where only a store or a setting names it.
    var service: String?
    /// What could not be looked at.
    var problem: Unread?

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("directories", &directories)
        try form.field("file", &file)
        try form.field("label", &label)
        try form.field("line", &line)
        try form.field("link_directories", &linkDirectories)
        try form.field("links", &links)
        try form.field("named_by", &namedBy)
        try form.field("path", &path)
        try form.field("problem", &problem)
        try form.field("service", &service)
    }
}

/// A symbolic link on the way to a key.
struct KeyLink: RecordedObject, Hashable, Sendable {
    /// Escaped.
    var path = ""
    /// The directory in which it lies, escaped.
    var directory = ""
    var owner: UInt32 = 0

    init() {}

    init(_ path: HostPath, owner: UInt32) {
        self.path = path.escaped
        directory = path.parent.escaped
        self.owner = owner
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("directory", &directory)
        try form.field("owner", &owner)
        try form.field("path", &path)
    }
}
