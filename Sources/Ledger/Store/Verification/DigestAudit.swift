internal import ProbeKit

/// The digests of rows that executions name, and whether each is named.
struct DigestAudit {
    private let name: String
    private var digests: [String] = []
    private var used: [Bool] = []

    init(_ name: String) { self.name = name }

    /// Takes the next row.
    mutating func add(_ id: Int64, _ digest: [UInt8], isRight: Bool) -> IntegrityVerdict.Damage? {
        digests.append(digest.hexadecimal)
        used.append(false)
        if id != digests.count { return .record("\(name) \(digests.count)", "missing") }
        return isRight ? nil : .record("\(name) \(id)", "is not what its digest says")
    }

    /// The digest of a row, in hexadecimal; nil where there is none.
    mutating func use(_ id: Int64) -> String? {
        guard let index = Int(exactly: id)?.advanced(by: -1), digests.indices.contains(index) else { return nil }
        used[index] = true
        return digests[index]
    }

    var unused: IntegrityVerdict.Damage? {
        used.firstIndex(of: false).map { .record("\(name) \($0 + 1)", "stands in no execution") }
    }
}
