internal import ProbeKit

/// The digests of rows that executions name, and whether each is named.
struct DigestAudit {
    private let name: String
    private var digests: [String] = []
    private var used: [Bool] = []
    /// Rows of which the digest is all that is left, until a leaf is found that says why.
    private var gone: Set<Int64> = []

    init(_ name: String) { self.name = name }

    /// Takes the next row.
    mutating func add(_ id: Int64, _ digest: [UInt8], isRight: Bool) -> IntegrityVerdict.Damage? {
        digests.append(digest.hexadecimal)
        used.append(false)
        if id != digests.count { return .record("\(name) \(digests.count)", "missing") }
        return isRight ? nil : .record("\(name) \(id)", "is not what its digest says")
    }

    /// Takes the next row, whose evidence is not there any more.
    mutating func addGone(_ id: Int64, _ digest: [UInt8]) -> IntegrityVerdict.Damage? {
        gone.insert(id)
        return add(id, digest, isRight: digest.count == 32)
    }

    /// What a leaf says of rows that went is what is missing: each went once, and is not here.
    mutating func take(_ record: PruneRecord) -> IntegrityVerdict.Damage? {
        var text: [UInt8] = []
        for id in record.runs.joined() {
            guard gone.remove(id) != nil else { return .record("\(name) \(id)", "is said to have gone, and is here or never was") }
            text += digests[Int(id) - 1].utf8
        }
        let isRight = Libcrypto.sha256(text).hexadecimal == record.digest
        return isRight ? nil : .record("\(name) \(record.runs.first?.lowerBound ?? 0)", "is not what was said to have gone")
    }

    /// The digest of a row, in hexadecimal; nil where there is none.
    mutating func use(_ id: Int64) -> String? {
        guard let index = Int(exactly: id)?.advanced(by: -1), digests.indices.contains(index) else { return nil }
        used[index] = true
        return digests[index]
    }

    var unused: IntegrityVerdict.Damage? {
        if let id = gone.min() { return .record("\(name) \(id)", "was taken away, and no leaf says so") }
        return used.firstIndex(of: false).map { .record("\(name) \($0 + 1)", "stands in no execution") }
    }
}
