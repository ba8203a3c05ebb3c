internal import Controls

/// What people know of one subject of a check, and what is needed to tell them more.
struct KnownSubject: Hashable, Sendable {
    private(set) var told = Told()
    private(set) var known = Known.nothing
    /// What its latest failing result said.
    private(set) var claim: Claim?
    /// When people were told anything of it last; nil for never.
    private(set) var toldAt: Moment?
    /// How often it began to fail since.
    private(set) var openings = 0

    /// What people were told last.
    enum Known: Hashable, Sendable {
        /// Nothing, or that it is closed.
        case nothing
        case open
        /// That it is open, and ``Waiver/label``.
        case waived(String)
        case flapping
    }

    /// What of a failing result people are told anew when it changes. What was observed may change all the time.
    struct Claim: Hashable, Sendable {
        let reason: FailReason
        let severity: Severity
        let required: String
    }

    init() {}

    init(told: Told, known: Known, claim: Claim?, toldAt: Moment?, openings: Int) {
        self.told = told
        self.known = known
        self.claim = claim
        self.toldAt = toldAt
        self.openings = openings
    }

    /// Whether the subject must be named even when it passes, since something remains to be told of it.
    var isAwaited: Bool { told.isOpen || told.isFlapping || told.isFailing || known != .nothing }

    func isForgettable(at now: Moment, by rule: TellingRule) -> Bool { known == .nothing && told.isAtRest(at: now, by: rule) }

    /// - Parameter waiver: the label of the one that lies over the subject.
    mutating func fail(_ claim: Claim, under waiver: String?, at moment: Moment, by rule: TellingRule) -> Notice.Kind? {
        let hasChanged = self.claim.map { $0 != claim } ?? false
        self.claim = claim
        // A clock that went backwards must not keep people from being told until it has caught up.
        toldAt = toldAt.map { min($0, moment) }
        if !told.isFailing { openings = min(openings, .max - 1) + 1 }
        _ = told.occasion(after: TellingRule.Turnout(fails: true, at: moment), by: rule)
        if let kind = catchUp(under: waiver) { return kind }
        return hasChanged && known == .open && waiver == nil ? .changed : nil
    }

    mutating func pass(under waiver: String?, at moment: Moment, by rule: TellingRule) -> Notice.Kind? {
        _ = told.occasion(after: TellingRule.Turnout(fails: false, at: moment), by: rule)
        defer { if known == .nothing, !told.isFlapping { claim = nil } }
        return catchUp(under: waiver)
    }

    /// What is to be told now that a waiver lies over it or none does; nil for nothing.
    mutating func catchUp(under waiver: String?) -> Notice.Kind? {
        let before = known
        known = worthKnowing(under: waiver)
        return before == known ? nil : kind(after: before)
    }

    var knowledge: Knowledge {
        switch known {
        case .nothing: .nothing
        case .open: told.isFailing ? .open : .passing
        case .waived: .waived
        case .flapping: .flapping
        }
    }

    mutating func isTold(at moment: Moment) { (toldAt, openings) = (moment, 0) }

    /// When people are told the same again; nil while they are not, as under a waiver.
    var repetition: (kind: Notice.Kind, moment: Moment)? {
        guard let toldAt, let claim else { return nil }
        switch known {
        case .open: return told.isFailing ? (.reminder, toldAt.adding(claim.severity.reminderInterval)) : nil
        case .flapping: return openings > 0 ? (.stillFlapping, toldAt.adding(Self.digestInterval)) : nil
        case .nothing, .waived: return nil
        }
    }

    private static let digestInterval = TimeSpan.hours(1)

    private func worthKnowing(under waiver: String?) -> Known {
        if told.isFlapping { return waiver == nil ? .flapping : known }
        guard told.isOpen else { return .nothing }
        // Whether a waiver lies over what has just passed matters only if it fails again.
        guard told.isFailing else { return known }
        return waiver.map { .waived($0) } ?? .open
    }

    private func kind(after before: Known) -> Notice.Kind {
        switch known {
        case .flapping: .flapping
        case .waived: .waived
        case .nothing: before == .flapping ? .settled : .closed
        case .open:
            switch before {
            case .nothing, .open: .opened
            case .waived: .waiverEnded
            case .flapping: .settled
            }
        }
    }
}

extension Severity {
    /// What stays open is told again so long after it was told last.
    fileprivate var reminderInterval: TimeSpan {
        switch self {
        case .critical: .hours(4)
        case .high: .hours(24)
        case .medium, .low: .days(7)
        }
    }
}
