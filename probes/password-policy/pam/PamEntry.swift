import Controls
import ProbeKit

/// One place in a resolved stack.
struct PamEntry: RecordedObject, Hashable, Sendable {
    enum Kind: String, CaseIterable, Hashable, Sendable {
        case module
        /// A line or include that libpam cannot use: it answers `perm_denied`.
        case mustFail = "must-fail"
        /// The head of a substack: it does nothing, and counts for jumps.
        case substack
        /// The module is not installed: it answers `module_unknown`.
        case missing
    }

    var kind = Kind.mustFail
    /// Depth of substacks, from 0.
    var level = 0
    var control = PamControl()
    /// The module without its directory and suffix, such as `pam_unix`, escaped.
    var module = ""
    /// The arguments; of modules that are not known, only those whose meaning all modules share, since others may be secrets.
    var arguments: [String] = []
    /// The file, escaped, and the line in it.
    var path = ""
    var line = 0

    var source: Source { Source(path, line: line) }

    /// Whether the module must take over the password of another: pam_get_authtok(3), which compares whole words.
    var takesOver: Bool { arguments.contains("use_authtok") || arguments.contains("use_first_pass") }

    /// Whether an argument begins with a word, which is how pam_unix compares.
    func has(_ prefix: String) -> Bool { arguments.contains { $0.hasPrefix(prefix) } }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("arguments", &arguments)
        try form.field("control", &control)
        try form.word("kind", &kind)
        try form.field("level", &level)
        try form.field("line", &line)
        try form.field("module", &module)
        try form.field("path", &path)
    }
}

/// The modules that a service runs for one type, includes resolved.
struct PamStack: RecordedObject, Hashable, Sendable {
    var entries: [PamEntry] = []
    /// Whether the entries are those of `other`, because the service has none of this type.
    var isOther = false
    /// Why the stack cannot be known: a file that cannot be read, or more entries than we follow.
    var unread: Unread?
    /// Where libpam gives up, so that every call for the service fails; nil where it does not.
    var brokenPath: String?
    var brokenLine: Int?

    /// Where an entry stands that must fail because of how it is written.
    var badEntry: PamEntry? { entries.first { $0.kind == .mustFail } }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("broken_line", &brokenLine)
        try form.field("broken_path", &brokenPath)
        try form.field("entries", &entries)
        try form.field("other", &isOther)
        try form.field("unread", &unread)
    }
}

/// One PAM service with the stacks that the checks look at.
struct PamService: RecordedObject, Hashable, Sendable {
    var name = ""
    /// The file of the service, escaped; nil where it has none and `other` serves.
    var path: String?
    var auth = PamStack()
    var account = PamStack()
    var password = PamStack()

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("account", &account)
        try form.field("auth", &auth)
        try form.field("name", &name)
        try form.field("password", &password)
        try form.field("path", &path)
    }
}
