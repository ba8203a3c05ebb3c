package import Controls

/// What a probe child says, one line of canonical JSON each: results, then populations, what they rest on besides the
/// host, evidence if asked for, and the end.
package struct ProbeReply: Sendable {
    package var results: [CheckID: [CheckResult]] = [:]
    package var populations: [CheckID: Population] = [:]
    package var documents: [Document] = []
    /// Canonical JSON, opaque to whoever keeps it.
    package var evidence: [UInt8]?
    package var failure: ProbeFailure?
    /// Whether the child said that there is nothing more. A reply without its end is worth nothing.
    package private(set) var isComplete = false

    package init() {}

    /// Writes the lines of some results, in pieces.
    package static func write(_ results: [CheckResult], to write: ([UInt8]) -> Void) throws(RecordProblem) {
        var form = RecordForm()
        var last: CheckResult?
        for result in results {
            try append(Frame(result, after: last), to: &form)
            last = result
            if form.bytes.count > 1 << 16 { write(form.takeBytes()) }
        }
        write(form.takeBytes())
    }

    /// Writes the lines of a finished execution, in pieces. Results that a relay took were written before.
    package static func write(_ results: Results, evidence: [UInt8]?, to write: ([UInt8]) -> Void) throws(RecordProblem) {
        try Self.write(results.named, to: write)
        var form = RecordForm()
        for (check, population) in results.populations.sorted(by: { $0.key < $1.key }) {
            try append(Frame(check, population), to: &form)
        }
        for document in results.documents { try append(Frame(document), to: &form) }
        if let evidence {
            try append(Frame(kind: .evidence), to: &form)
            form.appendRecord(evidence)
            form.endLine()
        }
        try append(Frame(kind: .end), to: &form)
        write(form.takeBytes())
    }

    /// Writes the lines of an execution that could say nothing.
    package static func write(_ failure: ProbeFailure, to write: ([UInt8]) -> Void) throws(RecordProblem) {
        var form = RecordForm()
        var frame = Frame(kind: .failure)
        frame.reason = failure.reason.rawValue
        frame.text = failure.text
        try append(frame, to: &form)
        try append(Frame(kind: .end), to: &form)
        write(form.takeBytes())
    }

    private static func append(_ frame: Frame, to form: inout RecordForm) throws(RecordProblem) {
        var frame = frame
        try frame.record(in: &form)
        form.endLine()
    }

    private var awaitsEvidence = false
    /// The result before, which the next one may refer to.
    private var last: CheckResult?

    /// Takes every whole line of some bytes.
    /// - Returns: how many bytes these were.
    package mutating func takeLines(of bytes: [UInt8]) throws(RecordProblem) -> Int {
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            try take(bytes, start..<end)
            start = end + 1
        }
        return start
    }

    private mutating func take(_ bytes: [UInt8], _ line: Range<Int>) throws(RecordProblem) {
        guard !isComplete else { throw RecordProblem(text: "a line after the end", offset: 0) }
        if awaitsEvidence {
            evidence = Array(bytes[line])
            awaitsEvidence = false
            return
        }
        var frame = Frame()
        var form = RecordForm(reading: bytes, in: line)
        try frame.record(in: &form)
        try form.end()
        switch frame.kind {
        case .result: add(try frame.result(after: last))
        case .population: populations[CheckID(rawValue: frame.check ?? "")] = frame.population
        case .document: documents.append(try frame.document())
        case .evidence: awaitsEvidence = true
        case .failure:
            let reason = frame.reason.flatMap(InconclusiveReason.init) ?? .internalError
            // What was said before is not the whole of it, and counts for nothing.
            (results, populations, documents) = ([:], [:], [])
            failure = ProbeFailure(reason, frame.text ?? "")
        case .end: isComplete = true
        }
    }

    private mutating func add(_ result: CheckResult) {
        results[result.check, default: []].append(result)
        last = result
    }
}
