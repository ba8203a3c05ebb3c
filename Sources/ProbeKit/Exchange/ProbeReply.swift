package import Controls

/// What a probe child says, one line of canonical JSON each: results, then populations, evidence if asked for, and the end.
package struct ProbeReply: Sendable {
    package var results: [CheckID: [CheckResult]] = [:]
    package var populations: [CheckID: Population] = [:]
    /// Canonical JSON, opaque to whoever keeps it.
    package var evidence: [UInt8]?
    package var failure: ProbeFailure?
    /// Whether the child said that there is nothing more. A reply without its end is worth nothing.
    package private(set) var isComplete = false

    package init() {}

    /// Writes the lines of a finished execution.
    package static func lines(_ results: Results, evidence: [UInt8]?) throws(RecordProblem) -> [UInt8] {
        var form: [UInt8] = []
        for result in results.named { try append(Frame(result), to: &form) }
        for (check, population) in results.populations.sorted(by: { $0.key < $1.key }) {
            try append(Frame(check, population), to: &form)
        }
        if let evidence {
            try append(Frame(kind: .evidence), to: &form)
            form += evidence + [UInt8(ascii: "\n")]
        }
        try append(Frame(kind: .end), to: &form)
        return form
    }

    /// Writes the lines of an execution that could say nothing.
    package static func lines(_ failure: ProbeFailure) throws(RecordProblem) -> [UInt8] {
        var form: [UInt8] = []
        var frame = Frame(kind: .failure)
        frame.reason = failure.reason.rawValue
        frame.text = failure.text
        try append(frame, to: &form)
        try append(Frame(kind: .end), to: &form)
        return form
    }

    private var awaitsEvidence = false

    /// Takes the next line.
    package mutating func take(_ line: ArraySlice<UInt8>) throws(RecordProblem) {
        guard !isComplete else { throw RecordProblem(text: "a line after the end", offset: 0) }
        if awaitsEvidence {
            evidence = Array(line)
            awaitsEvidence = false
            return
        }
        let frame = try Frame(canonicalJSON: Array(line))
        switch frame.kind {
        case .result:
            let result = try frame.result()
            results[result.check, default: []].append(result)
        case .population: populations[CheckID(rawValue: frame.check ?? "")] = frame.population
        case .evidence: awaitsEvidence = true
        case .failure:
            let reason = frame.reason.flatMap(InconclusiveReason.init) ?? .internalError
            failure = ProbeFailure(reason, frame.text ?? "")
        case .end: isComplete = true
        }
    }

    private static func append(_ frame: Frame, to bytes: inout [UInt8]) throws(RecordProblem) {
        bytes += try frame.canonicalJSON()
        bytes.append(UInt8(ascii: "\n"))
    }
}
