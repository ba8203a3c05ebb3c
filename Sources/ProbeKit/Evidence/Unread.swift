package import Controls

/// A source that could not be observed, as evidence keeps it.
package struct Unread: RecordedObject, Hashable, Sendable {
    /// The path or interface, escaped.
    package var path = ""
    package var reason = InconclusiveReason.unreadable
    /// What is wrong, and what would help.
    package var text = ""
    /// From 1; nil where the whole of it could not be read.
    package var line: Int?

    package init() {}

    package init(_ path: String, _ reason: InconclusiveReason, _ text: String, line: Int? = nil) {
        self.path = path
        self.line = line
        self.reason = reason
        self.text = text
    }

    package init(_ failure: ReadFailure) { self.init(failure.path.escaped, failure.reason, failure.text) }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("line", &line)
        try form.field("path", &path)
        try form.word("reason", &reason)
        try form.field("text", &text)
    }

    /// The result of a check that needed this source.
    package func result(_ check: CheckID, subject: String? = nil, required: String = "") -> CheckResult {
        CheckResult(
            check, subject: subject ?? "source:\(path)", .inconclusive(reason), required: required, observed: text,
            sources: [Source(path, line: line)])
    }
}

/// Where facts of one file come from.
package struct Provenance: RecordedObject, Hashable, Sendable {
    package var path = ""
    package var owner: UInt32 = 0
    package var group: UInt32 = 0
    package var mode: UInt32 = 0
    package var size: Int64 = 0
    /// Seconds since 1970.
    package var modified: Int64 = 0
    /// SHA-256 in lower-case hexadecimal; nil for files that hold secrets.
    package var digest: String?

    package init() {}

    package init(_ file: File, digest: [UInt8]?) {
        path = file.path.escaped
        owner = file.status.owner
        group = file.status.group
        mode = file.status.mode
        size = file.status.size
        modified = file.status.modified.seconds
        self.digest = digest?.hexadecimal
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("digest", &digest)
        try form.field("group", &group)
        try form.field("mode", &mode)
        try form.field("modified", &modified)
        try form.field("owner", &owner)
        try form.field("path", &path)
        try form.field("size", &size)
    }
}

extension [UInt8] {
    /// Two lower-case digits a byte.
    package var hexadecimal: String {
        var text: [UInt8] = []
        text.reserveCapacity(2 * count)
        for byte in self {
            text.append(Self.digit(byte >> 4))
            text.append(Self.digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) }
}
