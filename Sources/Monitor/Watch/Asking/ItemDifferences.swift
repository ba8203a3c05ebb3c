import Controls
import ProbeKit

/// What differs between two approved states, typed: what is new, gone or other than before.
struct ItemDifferences {
    private(set) var added = 0
    private(set) var changed = 0
    private(set) var removed = 0
    /// A line each, in the order of checks and subjects: `+`, `-` or `~`, the check, the subject, before and after.
    private(set) var lines: [String] = []

    private struct Key: Hashable, Comparable {
        let check: CheckID
        let subject: String

        static func < (first: Key, second: Key) -> Bool { (first.check, first.subject) < (second.check, second.subject) }
    }

    init(from before: [ApprovableItem], to after: [ApprovableItem]) {
        let (known, wanted) = (Self.values(before), Self.values(after))
        for key in Set(known.keys).union(wanted.keys).sorted() { add(key, from: known[key], to: wanted[key]) }
    }

    /// What is called the same is told together.
    private static func values(_ items: [ApprovableItem]) -> [Key: String] {
        Dictionary(grouping: items) { Key(check: $0.check, subject: $0.subject) }.mapValues { $0.map(\.value).sorted().joined(separator: "; ") }
    }

    private mutating func add(_ key: Key, from before: String?, to after: String?) {
        guard before != after else { return }
        let subject = "\(key.check) \(key.subject)"
        switch (before, after) {
        case (nil, let after?):
            added += 1
            lines.append("+ \(subject): \(after)")
        case (let before?, nil):
            removed += 1
            lines.append("- \(subject): \(before)")
        case (let before, let after):
            changed += 1
            lines.append("~ \(subject): \(before ?? "") -> \(after ?? "")")
        }
    }
}
