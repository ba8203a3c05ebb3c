import Controls

/// The names of archives: one each in borg 1, one for all archives of a series in borg 2.
struct BorgNames {
    /// Whether there are more kinds than anybody would judge together.
    private(set) var isOverfull = false
    /// How many archives are of each kind.
    private var kinds: [String: Int] = [:]
    /// Whether any kind has two archives.
    private var hasSeries = false
    /// The first many names, as hashes.
    private var names: Set<Int> = []
    private var areUnique = true

    private static let nameLimit = 200_000

    mutating func add(_ archive: BorgArchives.Archive) {
        let kind = archive.kind
        let count = kinds[kind, default: 0] + 1
        if count > 1 { hasSeries = true }
        if count > 1 || kinds.count < PointSeries.limit { kinds[kind] = count } else { isOverfull = true }
        guard areUnique, names.count < Self.nameLimit else { return }
        areUnique = names.insert(archive.name.hashValue).inserted
    }

    /// What tells an archive from the others: its name, or its id where names repeat. Escaped.
    func id(of archive: BorgArchives.Archive) -> String {
        Subject.escaping(Array((areUnique || archive.id.isEmpty ? archive.name : archive.id).utf8))
    }

    /// What an archive continues: its kind, if there are two of it or more; nil where it is the only one among others. Where no kind has
    /// two, all archives are one series.
    func series(of archive: BorgArchives.Archive) -> String? {
        let kind = archive.kind
        if kinds[kind, default: 0] > 1 { return kind }
        return hasSeries ? nil : ""
    }

    /// What the first few names begin with, escaped; nil where there are none.
    var beginnings: String? { kinds.isEmpty ? nil : Self.list(kinds.keys.sorted()) }

    /// What a reader should know of archives that are not judged as series of their own.
    var remark: String? {
        let single = kinds.filter { $0.value == 1 }.keys.sorted()
        if hasSeries {
            guard !single.isEmpty else { return nil }
            return "the only archive of its kind is not judged: \(Self.list(single)); if it should go on, declare a set with Prefix= for it"
        }
        guard single.count > 1 else { return nil }
        return "archives begin with \(Self.list(single)): one can stop while another goes on, so declare one set with Prefix= for each"
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(5).map(\.quoted).joined(separator: ", ") + (names.count > 5 ? " and others" : "")
    }
}
