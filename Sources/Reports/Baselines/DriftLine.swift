package import Controls

/// One thing that is not as it was approved.
package struct DriftLine: Hashable, Sendable {
    package var check: CheckID
    package var subject: String
    package var drift: Drift

    package enum Drift: Hashable, Sendable {
        case added(String)
        case removed(String)
        case changed(from: String, to: String)
    }

    package init(_ check: CheckID, subject: String, _ drift: Drift) {
        self.check = check
        self.subject = subject
        self.drift = drift
    }

    var mark: String {
        switch drift {
        case .added: "+"
        case .removed: "-"
        case .changed: "~"
        }
    }

    /// Nil where it was not there.
    var before: String? {
        switch drift {
        case .added: nil
        case .removed(let value), .changed(let value, _): value
        }
    }

    /// Nil where it is gone.
    var after: String? {
        switch drift {
        case .removed: nil
        case .added(let value), .changed(_, let value): value
        }
    }

    var json: JSONValue {
        let kind =
            switch drift {
            case .added: "added"
            case .removed: "removed"
            case .changed: "changed"
            }
        return .object([
            ("change", .text(kind)), ("check", .text(check.rawValue)), ("subject", .text(subject)), ("before", .text(before)),
            ("after", .text(after)),
        ])
    }
}
