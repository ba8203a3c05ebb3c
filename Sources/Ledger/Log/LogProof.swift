internal import Controls
internal import ProbeKit

/// That a leaf was logged, checked without the log: C2SP tlog-proof, the text of a `.tlog-proof` file.
package struct LogProof: Hashable, Sendable {
    /// What an application puts beside it; nothing vouches for it.
    package let extra: [UInt8]?
    /// The index of the leaf, from 0.
    package let leaf: Int
    /// From the leaf's sibling up to the child of the root.
    package let hashes: [TreeHash]
    package let checkpoint: SignedCheckpoint

    private static let title = Array("c2sp.org/tlog-proof@v1".utf8)
    /// A tree of 2^63 leaves has no longer proof.
    private static let hashLimit = 63

    package init(leaf: Int, hashes: [TreeHash], checkpoint: SignedCheckpoint, extra: [UInt8]? = nil) {
        self.leaf = leaf
        self.hashes = hashes
        self.checkpoint = checkpoint
        self.extra = extra
    }

    package init(parsing bytes: [UInt8]) throws(NoteProblem) {
        var rest = bytes[...]
        guard rest.popLine() == Self.title[...] else { throw .malformed("no c2sp.org/tlog-proof@v1", line: 1) }
        var number = 2
        var line = rest.popLine()
        if let blob = line?.value(after: "extra ") {
            guard let decoded = Base64.decodeExactly(blob) else { throw .malformed("extra data that is not base64", line: number) }
            extra = decoded
            number += 1
            line = rest.popLine()
        } else {
            extra = nil
        }
        guard let index = line?.value(after: "index ")?.canonicalDecimal else { throw .malformed("no index", line: number) }
        leaf = index
        hashes = try Self.hashes(from: &rest, after: number)
        checkpoint = try SignedCheckpoint(parsing: Array(rest))
    }

    package var bytes: [UInt8] {
        var lines = [String(decoding: Self.title, as: UTF8.self)]
        if let extra { lines.append("extra " + Base64.encodePadded(extra)) }
        lines.append("index \(leaf)")
        lines += hashes.map(\.base64)
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint.note.bytes
    }

    /// Makes sure that a key of the log signed a tree that has this leaf at this index.
    package func verify(leaf bytes: [UInt8], keys: [VerifierKey], with hasher: TreeHasher) throws(NoteProblem) {
        _ = try checkpoint.signers(among: keys)
        let head = checkpoint.checkpoint.head
        let proof = InclusionProof(leaf: leaf, size: head.size, hashes: hashes)
        guard proof.proves(hasher.leaf(bytes), in: head.root, with: hasher) else { throw .notIncluded(leaf: leaf, size: head.size) }
    }

    /// The lines up to the empty one.
    private static func hashes(from rest: inout ArraySlice<UInt8>, after lines: Int) throws(NoteProblem) -> [TreeHash] {
        var hashes: [TreeHash] = []
        while let line = rest.popLine() {
            if line.isEmpty { return hashes }
            let number = lines + hashes.count + 1
            guard let hash = TreeHash(base64: line) else { throw .malformed("no hash", line: number) }
            guard hashes.count < hashLimit else { throw .malformed("more than \(hashLimit) hashes", line: number) }
            hashes.append(hash)
        }
        throw .malformed("no empty line before the checkpoint", line: nil)
    }
}

extension ArraySlice<UInt8> {
    /// Takes off a line, without its end; nil where no line ends.
    fileprivate mutating func popLine() -> ArraySlice<UInt8>? {
        guard let end = firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { self = self[(end + 1)...] }
        return self[..<end]
    }

    fileprivate func value(after key: String) -> ArraySlice<UInt8>? { starts(with: key.utf8) ? dropFirst(key.utf8.count) : nil }
}
