internal import Controls
internal import ProbeKit

/// A row of the ledger as a leaf names it.
struct ListedRecord: RecordedObject, Hashable {
    /// SHA-256 of the record's canonical JSON, in hexadecimal.
    var digest = ""
    var id: Int64 = 0
    var kind = Kind.execution
    /// Of an execution, over all its checks.
    var result: Outcome?

    enum Kind: String, CaseIterable {
        case execution, missed, change, notice, delivery
    }

    init() {}

    init(_ kind: Kind, _ id: Int64, of record: [UInt8], result: Outcome? = nil, with hasher: TreeHasher) {
        digest = hasher.digest(record).hexadecimal
        self.id = id
        self.kind = kind
        self.result = result
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("digest", &digest)
        try form.field("id", &id)
        try form.word("kind", &kind)
        try form.word("result", &result)
    }
}
