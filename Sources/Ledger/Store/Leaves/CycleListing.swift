internal import ProbeKit

/// What a leaf of kind `cycle` says: the records of one cycle, or a part of them.
struct CycleListing: RecordedObject, Hashable {
    /// A leaf lists no more.
    static let limit = 150

    /// From 2 for the second; nil for the first or only one.
    var part: Int?
    var records: [ListedRecord] = []

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("part", &part)
        try form.field("records", &records)
    }

    /// - Parameter earlier: how many parts of the cycle come before.
    init(_ records: [ListedRecord], after earlier: Int) {
        part = earlier == 0 ? nil : earlier + 1
        self.records = records
    }
}
