import ProbeKit

/// A user who owns a key, as `/etc/passwd` has it.
struct KeyOwner: RecordedObject, Hashable, Sendable {
    var name = ""
    var uid: UInt32 = 0
    /// The primary group.
    var gid: UInt32 = 0
    /// Whether other accounts have the same primary group, or are members of it.
    var sharesGroup = false

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("gid", &gid)
        try form.field("name", &name)
        try form.field("shares_group", &sharesGroup)
        try form.field("uid", &uid)
    }
}

/// The name of a group that may do something with a key.
struct KeyGroup: RecordedObject, Hashable, Sendable {
    var gid: UInt32 = 0
    var name = ""
    /// Whether somebody is in it who is not root.
    var hasStrangers = false

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("gid", &gid)
        try form.field("name", &name)
        try form.field("strangers", &hasStrangers)
    }
}
