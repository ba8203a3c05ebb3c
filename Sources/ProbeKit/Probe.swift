package import Controls

/// Looks at one part of the host, and judges what it saw against the entity's settings.
///
/// `observe` does all the looking; `judge` is a pure function, so kept evidence can be judged again by anyone, anywhere.
package protocol Probe: Sendable {
    /// What was seen: typed facts with their provenance, and no secret.
    associatedtype Evidence: RecordedObject & Sendable

    static var manifest: Manifest { get }

    /// Reads the probe's own keys. What does not fit is collected in the settings' problems.
    init(settings: inout Settings)

    /// Looks once.
    /// - Parameter previous: the evidence of the execution before, for checks that need an earlier look.
    /// - Throws: when nothing can be said about any check. What concerns one source only belongs in the evidence.
    func observe(_ host: Host, after previous: Evidence?) throws(ProbeFailure) -> Evidence

    /// Looks once, where some checks need a look that others do not.
    /// - Parameter wants: whether a check will be judged.
    func observe(_ host: Host, after previous: Evidence?, wanting wants: (CheckID) -> Bool) throws(ProbeFailure) -> Evidence

    /// Judges every check of the manifest over every subject.
    func judge(_ evidence: Evidence, against baseline: Baseline<Evidence>?, into results: inout Results)

    /// What a person approves with this evidence: whatever ``judge(_:against:into:)`` compares with a baseline under these settings.
    func approvable(_ evidence: Evidence) -> [ApprovableItem]
}

extension Probe {
    package func observe(
        _ host: Host, after previous: Evidence?, wanting wants: (CheckID) -> Bool
    ) throws(ProbeFailure) -> Evidence { try observe(host, after: previous) }

    package func approvable(_ evidence: Evidence) -> [ApprovableItem] { [] }
}

/// What a probe is and looks at, for people.
package struct Manifest: Sendable {
    /// The name that control files use, such as `password-policy`.
    package let probe: String
    /// What it shows, in one sentence.
    package let purpose: String
    /// The files and interfaces that it reads.
    package let reads: [String]
    /// How long one execution may take unless `Deadline=` says otherwise.
    package let usualDeadline: TimeSpan
    /// The sections of their own that the settings may have, such as `BackupSet`.
    package let sectionKinds: [String]
    /// Whether `observe` makes use of the evidence of the execution before.
    package let looksBack: Bool
    package let checks: [CheckManifest]

    package init(
        probe: String, purpose: String, reads: [String], usualDeadline: TimeSpan = .seconds(10), sectionKinds: [String] = [],
        looksBack: Bool = false, checks: [CheckManifest]
    ) {
        self.probe = probe
        self.purpose = purpose
        self.reads = reads
        self.usualDeadline = usualDeadline
        self.sectionKinds = sectionKinds
        self.looksBack = looksBack
        self.checks = checks
    }

    /// The checks that compare with an approved state.
    package var driftChecks: [CheckID] { checks.filter { $0.approvingKey != nil }.map(\.id) }
}

/// One check as its probe offers it. Criteria, frequency and severity stand in ``CheckCatalogue``.
package struct CheckManifest: Sendable {
    package let id: CheckID
    /// What to do about a failing result, in one line that ends in a command that proves it. Never applied by soc2d.
    package let advice: String
    /// The same where it depends on why a result fails.
    package let adviceByReason: [FailReason: String]
    /// The setting that approves a subject of a drift check, such as `AllowListener`; nil for other checks.
    package let approvingKey: String?

    package init(_ id: CheckID, advice: String, adviceByReason: [FailReason: String] = [:], approvingKey: String? = nil) {
        self.id = id
        self.advice = advice
        self.adviceByReason = adviceByReason
        self.approvingKey = approvingKey
    }
}

/// A state of the host that a person approved.
package struct Baseline<State: Sendable>: Sendable {
    package let approvedBy: String
    package let approvedAt: Moment
    package let state: State

    package init(approvedBy: String, approvedAt: Moment, state: State) {
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
        self.state = state
    }
}

/// Why a probe could say nothing at all.
package struct ProbeFailure: Error, Hashable, Sendable {
    package let reason: InconclusiveReason
    package let text: String

    package init(_ reason: InconclusiveReason, _ text: String) {
        self.reason = reason
        self.text = text
    }
}
