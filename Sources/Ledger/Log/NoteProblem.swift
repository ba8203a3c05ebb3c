/// Why a note, or what it says, is not accepted.
package enum NoteProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not of the form that signed-note, tlog-checkpoint or tlog-proof prescribes. Lines count from 1.
    case malformed(String, line: Int?)
    case tooLong(limit: Int)
    case tooManySignatures(limit: Int)
    /// The signature of a known key does not belong to the text.
    case badSignature(LogName)
    /// No known key signed it.
    case unsigned
    /// It was signed, but not by a key of the log that it names.
    case notByLog(LogName)
    /// One key would sign twice.
    case signedAlready(LogName)
    /// The leaf is not in the tree that was signed, or the proof is not one.
    case notIncluded(leaf: Int, size: Int)

    package var description: String {
        switch self {
        case .malformed(let what, let line?): "line \(line): \(what)"
        case .malformed(let what, nil): what
        case .tooLong(let limit): "longer than \(limit) bytes"
        case .tooManySignatures(let limit): "more than \(limit) signatures"
        case .badSignature(let name): "the signature of \(name) does not belong to this text"
        case .unsigned: "no signature by a known key"
        case .notByLog(let origin): "signed by other keys, but not by one of \(origin)"
        case .signedAlready(let name): "this key of \(name) has signed already"
        case .notIncluded(let leaf, let size): "the proof does not show leaf \(leaf) in the tree of \(size)"
        }
    }
}
