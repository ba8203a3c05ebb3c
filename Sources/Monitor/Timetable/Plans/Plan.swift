package import ProbeKit

/// The `plan` record: what was promised from some instant on. The slots that fell due until then are its predecessor's.
///
/// With the ``ClockRecord``s, plans say which slots there are: under every tie, a probe has a slot wherever wall time, less what the clock
/// was set since the boot's first tie, is a multiple of the interval since 1970 plus the offset. A slot at *b* belongs to the last plan
/// whose `from` is before *b*.
package struct Plan: RecordedObject, Hashable, Sendable {
    /// SHA-256, in hexadecimal, of this record with an empty id.
    package private(set) var id = ""
    /// Who approved it; empty where nobody did.
    package var approver = ""
    package var from = ClockReading()
    package var mappingVersion = ""
    /// The id of the plan before; nil for the first.
    package var previous: String?
    package var promises: [Promise] = []
    /// The number of the clock record in force at ``from``.
    package var tie = 1

    package init() {}

    /// - Parameter sha256: SHA-256 of some bytes, 32 bytes.
    /// - Throws: where a number is beyond what a record can hold.
    package init(
        _ promises: [Promise], from: ClockReading, tie: Int, previous: Plan?, approver: String, mappingVersion: String,
        sha256: ([UInt8]) -> [UInt8]
    ) throws(RecordProblem) {
        self.promises = promises.sorted { $0.probe < $1.probe }
        self.from = from
        self.tie = tie
        self.previous = previous?.id
        self.approver = approver
        self.mappingVersion = mappingVersion
        id = sha256(try canonicalJSON()).hexadecimal
    }

    package func promise(of probe: String) -> Promise? { promises.first { $0.probe == probe } }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("approver", &approver)
        try form.field("from", &from)
        try form.field("id", &id)
        try form.field("mapping_version", &mappingVersion)
        try form.field("previous", &previous)
        try form.field("promises", &promises)
        try form.field("tie", &tie)
    }
}
