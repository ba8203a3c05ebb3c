import Controls
import ProbeKit

/// One right that sudo or doas gives: who may run what, as whom.
struct Grant: RecordedObject, Hashable, Sendable {
    /// What the scope amounts to.
    enum Breadth: String, Hashable, Sendable {
        /// Every command.
        case all
        /// A program from which a shell or any other program can be started, or any file be written.
        case shell
        /// A wildcard, a directory or a regular expression, whose commands cannot be listed.
        case pattern
        /// A program that somebody else than root can replace.
        case writable
        /// One program that is none of these.
        case limited
    }

    /// `alice`, `#1000`, `%sudo`, `%#27`, `+netgroup` or `ALL`, escaped, without spaces; see ``user(_:)``.
    var principal = ""
    /// `root`, `ALL`, `bob,carol`, `:adm` or `self`.
    var target = ""
    /// `ALL`, or a command with its arguments.
    var scope = ""
    var breadth = Breadth.limited
    /// Whether the superuser is among the targets.
    var reachesRoot = false
    /// The file and line that give it.
    var path = ""
    var line = 0
    /// What weakens it, such as a password that is not asked.
    var remarks: [String] = []

    init() {}

    /// The grant as `AllowGrant=` takes it.
    var subject: String { "\(principal) \(target) \(scope)" }

    /// Whether it makes its holder root.
    var isRootEquivalent: Bool { reachesRoot && breadth != .limited }

    /// Whether its holder is the superuser anyway.
    var isInherent: Bool { principal == "root" || principal == "#0" }

    /// The group that holds it, as `/etc/group` may have it: a name, or a number after `#`; nil for anybody else.
    var group: String? {
        guard principal.hasPrefix("%"), !principal.hasPrefix("%:") else { return nil }
        return String(principal.dropFirst())
    }

    /// A name in a list of words: escaped, with its spaces encoded too.
    static func word(_ name: String) -> String {
        name.utf8.contains(UInt8(ascii: " ")) ? name.split(separator: " ", omittingEmptySubsequences: false).joined(separator: "%20") : name
    }

    /// A user as a principal. A name that would read as a group, a netgroup or everybody is put in quotation marks, as sudoers
    /// has them: `"%FFsudo"` is a user whose name begins with the byte 0xFF.
    static func user(_ name: String) -> String {
        let isMisleading = name == "ALL" || ["%", "+", "\""].contains { name.hasPrefix($0) }
        return isMisleading ? "\"\(word(name))\"" : word(name)
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.word("breadth", &breadth)
        try form.field("line", &line)
        try form.field("path", &path)
        try form.field("principal", &principal)
        try form.field("reaches_root", &reachesRoot)
        try form.field("remarks", &remarks)
        try form.field("scope", &scope)
        try form.field("target", &target)
    }
}
