package import Controls

/// What differs between two approved states, or between one and what is there now.
package struct BaselineDifference: Hashable, Sendable {
    /// By check, then by subject, each in the order of its bytes.
    package let changes: [Change]

    /// One subject of one check that is new, gone or other than before.
    package struct Change: Hashable, Sendable {
        package let check: CheckID
        package let subject: String
        /// What it was and what it is, in the order of bytes: of some things, such as a key in two files, there are several. Empty for
        /// what is new, and for what is gone.
        package let before: [String]
        package let after: [String]

        package enum Kind: Hashable, Sendable { case added, changed, removed }

        package var kind: Kind {
            if before.isEmpty { return .added }
            return after.isEmpty ? .removed : .changed
        }
    }

    /// No line is longer than this many bytes, so that a hundred of them have room in one leaf.
    private static let lineLimit = 250

    package init(from before: [ApprovableItem], to after: [ApprovableItem]) {
        let old = Set(before)
        let new = Set(after)
        var values: [Key: (before: [String], after: [String])] = [:]
        // Whatever is on both sides belongs to a change only if its subject has something that is not.
        for item in old.symmetricDifference(new) { values[Key(item)] = ([], []) }
        for item in old { values[Key(item)]?.before.append(item.value) }
        for item in new { values[Key(item)]?.after.append(item.value) }
        changes = values.sorted { $0.key < $1.key }.map { key, values in
            Change(check: key.check, subject: key.subject, before: values.before.inByteOrder, after: values.after.inByteOrder)
        }
    }

    package var added: Int { changes.count { $0.kind == .added } }
    package var changed: Int { changes.count { $0.kind == .changed } }
    package var removed: Int { changes.count { $0.kind == .removed } }

    /// One line each, such as `~ account-drift.service-login web; was may log in, shell /bin/sh; is may log in, shell /bin/bash`.
    package func lines(limit: Int = 100) -> [String] { changes.prefix(limit).map(Self.line) }

    private static func line(_ change: Change) -> String {
        let sign =
            switch change.kind {
            case .added: "+"
            case .changed: "~"
            case .removed: "-"
            }
        let was = change.before.isEmpty ? "" : "; was \(change.before.joined(separator: " and "))"
        let isNow = change.after.isEmpty ? "" : "; is \(change.after.joined(separator: " and "))"
        return cut("\(sign) \(change.check) \(change.subject)\(was)\(isNow)")
    }

    private static func cut(_ line: String) -> String {
        guard line.utf8.count > lineLimit else { return line }
        var length = 0
        let kept = line.unicodeScalars.prefix {
            length += UTF8.width($0)
            return length <= lineLimit - 3
        }
        return "\(String(String.UnicodeScalarView(kept)))…"
    }

    private struct Key: Hashable, Comparable {
        let check: CheckID
        let subject: String

        init(_ item: ApprovableItem) {
            check = item.check
            subject = item.subject
        }

        static func < (first: Key, second: Key) -> Bool {
            first.check == second.check ? first.subject.utf8.lexicographicallyPrecedes(second.subject.utf8) : first.check < second.check
        }
    }
}

extension [String] {
    fileprivate var inByteOrder: [String] { sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}
