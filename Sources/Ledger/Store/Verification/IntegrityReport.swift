package import Controls

/// What `evidence verify` says of integrity: `domain/soc2.md` 4.7.
package struct IntegrityReport: Hashable, Sendable, CustomStringConvertible {
    package let verdict: IntegrityVerdict
    /// When the last leaf was written that a head from elsewhere vouches for, or the first where there is no such head: what came since could
    /// have been written anew, or cut off, by whoever has the log key. Nil where all leaves are vouched for.
    package let unanchoredSince: Moment?
    package let pruned: Pruned?

    /// With what somebody else found wrong, where nothing is wrong here.
    package func with(_ broken: IntegrityVerdict?) -> IntegrityReport {
        switch verdict {
        case .broken: self
        case .verified, .unsigned: broken.map { IntegrityReport(verdict: $0, unanchoredSince: nil, pruned: pruned) } ?? self
        }
    }

    package var description: String {
        guard let unanchoredSince else { return verdict.description }
        switch verdict {
        case .verified: return "unanchored since \(unanchoredSince.rfc3339)"
        case .broken, .unsigned: return verdict.description
        }
    }

    /// What the verdict rests on, a line each.
    package var grounds: [String] {
        var lines: [String] = []
        if case .verified = verdict, unanchoredSince != nil { lines.append(verdict.description) }
        if let pruned { lines.append(pruned.description) }
        return lines
    }

    /// What it cannot show; nil where a head from elsewhere shows everything, and where the ledger is broken anyway.
    package var limit: String? {
        switch verdict {
        case .verified, .unsigned: unanchoredSince.map(Self.limits)
        case .broken: nil
        }
    }

    private static func limits(since moment: Moment) -> String {
        "that nothing was cut off, and that the log was not written anew with its own key, only a checkpoint kept off this host can show;"
            + " none was given for what came after \(moment.rfc3339)"
    }
}
