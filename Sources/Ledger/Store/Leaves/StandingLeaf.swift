internal import ProbeKit

/// What a leaf of kind `standing` says: which copy holds for the leaves before it. A copy that was changed since does not fit it, and a leaf
/// that was changed with the copy does not fit the tree.
struct StandingLeaf: RecordedObject, Hashable {
    /// SHA-256 of the copy, in hexadecimal.
    var digest = ""

    init() {}
    init(digest: String) { self.digest = digest }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) { try form.field("copy_sha256", &digest) }
}
