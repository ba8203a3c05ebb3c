import ProbeKit

/// A file and what was made of it by rotation, newest first: `NAME`, `NAME.1`, `NAME.2`, then `NAME-20261101` of logrotate(8), then
/// `STEM_20261101.db` of wtmpdb(8). What is compressed, and what is older than that, is left out: the history ends there.
struct RotatedFiles {
    let paths: [HostPath]

    /// Files of one history.
    private static let limit = 16

    init(of path: HostPath, _ tree: any FileTree) {
        let names = (try? tree.names(in: path.parent)).flatMap { $0 }?.map(\.bytes) ?? []
        let base = Array(path.name)
        var older: [[UInt8]] = []
        for number in 1...Self.limit {
            let name = base + Array(".\(number)".utf8)
            guard names.contains(name) else { break }
            older.append(name)
        }
        let dated = names.filter { Self.isDated($0, base) }.sorted { $1.lexicographicallyPrecedes($0) }
        let compressed = dated.firstIndex { !Self.isDigit($0.last) && !$0.reversed().starts(with: ".db".utf8.reversed()) }
        older += dated[..<(compressed ?? dated.endIndex)]
        paths = [path] + older.prefix(Self.limit).map { path.parent.appending($0[...]) }
    }

    /// `wtmp-20261101` of `wtmp`, `wtmp_20261101.db` of `wtmp.db`.
    private static func isDated(_ name: [UInt8], _ base: [UInt8]) -> Bool {
        let stem = base.reversed().starts(with: ".db".utf8.reversed()) ? base.dropLast(3) + Array("_".utf8) : base + Array("-".utf8)
        return name.starts(with: stem) && isDigit(name.dropFirst(stem.count).first)
    }

    private static func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }
}
