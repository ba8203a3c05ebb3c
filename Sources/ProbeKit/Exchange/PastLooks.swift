internal import Controls

/// What an execution is told of earlier ones. What has been read of it is dropped at once, since it may be large.
package struct PastLooks: Hashable, Sendable {
    /// The evidence of the execution before, in canonical JSON.
    package var previous: [UInt8]?
    package var baseline: ApprovedState?

    package init(previous: [UInt8]? = nil, baseline: ApprovedState? = nil) {
        self.previous = previous
        self.baseline = baseline
    }

    /// The look before, for a probe that makes use of it. One that cannot be read counts as none.
    mutating func takePrevious<P: Probe>(of probe: P.Type, into results: inout Results) -> P.Evidence? {
        guard let evidence = previous else { return nil }
        previous = nil
        guard P.manifest.looksBack else { return nil }
        do throws(RecordProblem) { return try P.Evidence(canonicalJSON: evidence) } catch {
            results.missHistory(because: "\(Self.unreadable) (\(error)), so this look counts as the first")
            return nil
        }
    }

    /// The approved state, for a probe with drift checks. Where it cannot be read, they know of no approval.
    mutating func takeBaseline<P: Probe>(of probe: P.Type, into results: inout Results) -> Baseline<P.Evidence>? {
        guard let approved = baseline else { return nil }
        baseline = nil
        let drifting = P.manifest.driftChecks
        guard !drifting.isEmpty else { return nil }
        do throws(RecordProblem) {
            let state = try P.Evidence(canonicalJSON: approved.evidence)
            return Baseline(approvedBy: approved.approvedBy, approvedAt: approved.approvedAt, state: state)
        } catch {
            let whose = "what \(approved.approvedBy) approved at \(approved.approvedAt.rfc3339)"
            results.missBaseline(
                of: drifting,
                because: "\(whose): \(Self.unreadable) (\(error)); "
                    + "approve the state anew with `soc2d baseline approve \(P.manifest.probe)`")
            return nil
        }
    }

    private static let unreadable = "the kept evidence is gone, damaged, or of another version"
}
