import Controls
import ProbeKit

/// What a review decides on: every account, every grant and membership, and every key, as the line of a sheet has it, such as
/// `account alice`, `grant %sudo ALL ALL` and `key alice SHA256:…`.
enum AccessSubjects {
    /// In no order; the same right from two files is there twice.
    static func all(in evidence: AccountDriftEvidence, _ settings: AccountDriftSettings) -> [String] {
        evidence.accounts.accounts.map { account($0.name) } + AccountDriftProbe.grantSubjects(in: evidence, settings).map { "grant \($0)" }
            + evidence.keys.files.flatMap { file in file.keys.map { "key \(file.subject(of: $0))" } }
    }

    static func account(_ name: String) -> String { "account \(Grant.word(name))" }

    /// What stands for the whole of a sheet: `sha256:` and 64 digits over its subjects, a line each, and then over what could not be looked
    /// at, each with `gap ` in front. Both are sorted by byte.
    static func digest(of sorted: [ArraySlice<UInt8>], gaps: [ArraySlice<UInt8>], _ sha256: ([UInt8]) -> [UInt8]) -> String {
        var lines: [UInt8] = []
        lines.reserveCapacity(sorted.reduce(0) { $0 + $1.count + 1 })
        for subject in sorted {
            lines += subject
            lines.append(UInt8(ascii: "\n"))
        }
        for gap in gaps { lines += Array("gap ".utf8) + gap + [UInt8(ascii: "\n")] }
        return "sha256:" + sha256(lines).hexadecimal
    }
}

extension [ArraySlice<UInt8>] {
    /// Whether something is among them, which are sorted by byte.
    func holds(_ wanted: some Collection<UInt8>) -> Bool {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].elementsEqual(wanted)
    }
}
