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

    /// The parts of a cycle; none for an empty one.
    static func parts(of records: [ListedRecord]) -> [CycleListing] {
        stride(from: 0, to: records.count, by: limit).map { start in
            var listing = CycleListing()
            listing.part = start == 0 ? nil : start / limit + 1
            listing.records = Array(records[start..<min(start + limit, records.count)])
            return listing
        }
    }
}
