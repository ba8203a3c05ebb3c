import ProbeKit

/// Every private key that was found, and what is not known.
struct PrivateKeyFiles: RecordedObject, Hashable, Sendable {
    var keys: [PrivateKeyFile] = []
    /// What could not be read, so that there may be more keys.
    var gaps: [Unread] = []
    /// The groups that the keys' access speaks of; one that is missing here is in no `/etc/group`.
    var groups: [KeyGroup] = []
    var owners: [KeyOwner] = []
    /// Why names are not known.
    var nameGap: Unread?

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("gaps", &gaps)
        try form.field("groups", &groups)
        try form.field("keys", &keys)
        try form.field("name_gap", &nameGap)
        try form.field("owners", &owners)
    }
}
