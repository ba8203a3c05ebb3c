/// Something that evidence is made of: written as canonical JSON and read back, both by ``record(in:)``.
///
/// Canonical JSON: UTF-8, no white space, keys sorted by byte, integers within ±(2^53 − 1), no floats, no null.
package protocol Recorded {
    /// The value that reading fills in.
    init()

    mutating func record(in form: inout RecordForm) throws(RecordProblem)
}

/// A value with named fields.
package protocol RecordedObject: Recorded {
    /// Names every field once, sorted by byte.
    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem)
}

extension RecordedObject {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) {
        try form.beginObject()
        try recordFields(in: &form)
        try form.endObject()
    }

    /// The value as canonical JSON.
    package func canonicalJSON() throws(RecordProblem) -> [UInt8] {
        var form = RecordForm()
        var copy = self
        try copy.record(in: &form)
        return form.bytes
    }

    /// Hands over the value as canonical JSON, piece by piece.
    package func canonicalJSON(into take: ([UInt8]) -> Void) throws(RecordProblem) {
        try withoutActuallyEscaping(take) { take throws(RecordProblem) in
            var form = RecordForm(drainingInto: take)
            var copy = self
            try copy.record(in: &form)
            take(form.bytes)
        }
    }

    /// Reads canonical JSON; anything but exactly that is refused.
    package init(canonicalJSON bytes: [UInt8]) throws(RecordProblem) {
        self.init()
        var form = RecordForm(reading: bytes)
        try record(in: &form)
        try form.end()
    }
}

/// Why a record could not be read or written.
package struct RecordProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let text: String
    /// Byte offset in the record.
    package let offset: Int

    package init(text: String, offset: Int) {
        self.text = text
        self.offset = offset
    }

    package var description: String { "byte \(offset): \(text)" }
}

extension Int: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.integer(&self) }
}

extension Int64: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.integer(&self) }
}

extension UInt64: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.integer(&self) }
}

extension UInt32: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.integer(&self) }
}

extension Int32: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.integer(&self) }
}

extension UInt16: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.integer(&self) }
}

extension UInt8: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.integer(&self) }
}

extension Bool: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.boolean(&self) }
}

extension String: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.string(&self) }
}

extension Array: Recorded where Element: Recorded {
    package mutating func record(in form: inout RecordForm) throws(RecordProblem) { try form.array(&self) }
}
