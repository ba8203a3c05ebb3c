/// Management's decision to live with one deficiency for a time. It lies over results and never changes one.
package struct Waiver: Hashable, Sendable {
    /// The name of its file without `.waiver`, such as `W-12`.
    package let id: String
    package let subject: TestedSubject
    package let reason: String
    package let requestedBy: String
    /// Somebody other than who asked for it.
    package let approvedBy: String
    package let approvedAt: Moment
    package let expiry: Expiry
    /// What protects meanwhile, or `none`.
    package let compensatingControl: String
    /// The line that begins it.
    package private(set) var place: Place
    /// Who signed its file; nil for one that nobody signed.
    package var signature: VerifiedSignature?

    /// How long before its end a waiver is said to be expiring.
    package static let expiringWithin = TimeSpan.days(14)
    /// How long it may last at most: a year, and some days in which to decide again.
    package static let longest = TimeSpan.days(400)

    package enum State: String, CaseIterable, Hashable, Sendable {
        /// Approved later than now: somebody's clock is wrong.
        case notYetInForce = "not-yet-in-force"
        case inForce = "in-force"
        case expiring, expired
    }

    package func state(at now: Moment) -> State {
        if now < approvedAt { return .notYetInForce }
        if now >= expiry.end { return .expired }
        return now.adding(Self.expiringWithin) >= expiry.end ? .expiring : .inForce
    }

    package func isInForce(at now: Moment) -> Bool { approvedAt <= now && now < expiry.end }

    package func covers(_ subject: TestedSubject, at now: Moment) -> Bool { self.subject == subject && isInForce(at: now) }

    package func covers(control: String, check: CheckID, subject: String, at now: Moment) -> Bool {
        covers(TestedSubject(control: control, check: check, subject: subject), at: now)
    }

    /// How a result that it covers is told: `waived by W-12 until 2027-01-31`.
    package var label: String { "waived by \(id) until \(expiry.text)" }

    /// `signed by bob`, or `unsigned`.
    package var signatureLabel: String { signature.map { "signed by \($0.signer)" } ?? "unsigned" }

    /// Whether two files say the same, wherever they stand.
    func decides(asMuchAs other: Waiver) -> Bool {
        var moved = self
        moved.place = other.place
        return moved == other
    }

    package init(
        id: String, subject: TestedSubject, reason: String, requestedBy: String, approvedBy: String, approvedAt: Moment, expiry: Expiry,
        compensatingControl: String, place: Place
    ) {
        self.id = id
        self.subject = subject
        self.reason = reason
        self.requestedBy = requestedBy
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
        self.expiry = expiry
        self.compensatingControl = compensatingControl
        self.place = place
    }
}
