package import ProbeKit

/// A leaf of the log: an envelope, and what it says. One canonical JSON object, whose last key is `what`.
package struct Leaf: Hashable, Sendable {
    package var envelope: LeafEnvelope
    /// One canonical JSON object.
    package var what: [UInt8]

    package init(_ envelope: LeafEnvelope, what: [UInt8]) {
        self.envelope = envelope
        self.what = what
    }

    private static let mark = Array(#","what":"#.utf8)

    /// Reads a leaf; what it says is left to whoever knows its kind. No string can hold the mark, since it would be escaped there.
    package init(parsing bytes: [UInt8]) throws(RecordProblem) {
        guard let start = bytes.start(of: Self.mark), bytes.last == UInt8(ascii: "}") else {
            throw RecordProblem(text: "a leaf says nothing", offset: bytes.count)
        }
        envelope = try LeafEnvelope(canonicalJSON: bytes[..<start] + [UInt8(ascii: "}")])
        what = Array(bytes[(start + Self.mark.count)...].dropLast())
    }

    package func bytes() throws(RecordProblem) -> [UInt8] {
        let bytes = try envelope.canonicalJSON().dropLast() + Self.mark + what + [UInt8(ascii: "}")]
        guard bytes.count <= EntryBundle.leafLimit else {
            throw RecordProblem(text: "a leaf of \(bytes.count) bytes; at most \(EntryBundle.leafLimit)", offset: EntryBundle.leafLimit)
        }
        return Array(bytes)
    }
}

extension [UInt8] {
    /// Where some bytes stand first.
    fileprivate func start(of needle: [UInt8]) -> Int? {
        indices.first { self[$0] == needle[0] && self[$0...].starts(with: needle) }
    }
}
