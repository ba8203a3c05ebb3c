package import Controls
package import ProbeKit

/// The `waiver` record: a waiver came into force, or ended.
package struct WaiverRecord: RecordedObject, Hashable, Sendable {
    package var id = ""
    package var event = Event.began
    package var at = Moment(nanoseconds: 0)
    package var check = ""
    package var control = ""
    package var subject = ""
    package var reason = ""
    package var requestedBy = ""
    package var approvedBy = ""
    package var approvedAt = Moment(nanoseconds: 0)
    /// As its file has it: ``Expiry``.
    package var expires = ""
    package var compensatingControl = ""
    /// Who signed its file, and the fingerprint of the key; nil for one that nobody signed.
    package var signedBy: String?
    package var signingKey: String?
    /// The line that begins it, and its file.
    package var file = ""
    package var line = 0
    /// The waiver that took its place.
    package var successor: String?

    package enum Event: String, CaseIterable, Hashable, Sendable { case began, expired, revoked, replaced }

    package init() {}

    package init(_ change: WaiverChange) {
        let waiver: Waiver
        switch change {
        case .began(let began, let moment): (waiver, event, at) = (began, .began, moment)
        case .ended(let ended, .expired, let moment): (waiver, event, at) = (ended, .expired, moment)
        case .ended(let ended, .revoked, let moment): (waiver, event, at) = (ended, .revoked, moment)
        case .ended(let ended, .replaced(let by), let moment): (waiver, event, at, successor) = (ended, .replaced, moment, by)
        }
        id = waiver.id
        (control, check) = (waiver.subject.test.control, waiver.subject.test.check.rawValue)
        subject = waiver.subject.subject
        (reason, requestedBy, approvedBy, approvedAt) = (waiver.reason, waiver.requestedBy, waiver.approvedBy, waiver.approvedAt)
        (expires, compensatingControl) = (waiver.expiry.text, waiver.compensatingControl)
        (signedBy, signingKey) = (waiver.signature?.signer, waiver.signature?.key)
        (file, line) = (waiver.place.file, waiver.place.line)
    }

    /// Nil where the expiry is none, or a successor is missing.
    package var change: WaiverChange? {
        guard let expiry = Expiry(expires) else { return nil }
        var waiver = Waiver(
            id: id, subject: TestedSubject(control: control, check: CheckID(rawValue: check), subject: subject), reason: reason,
            requestedBy: requestedBy, approvedBy: approvedBy, approvedAt: approvedAt, expiry: expiry,
            compensatingControl: compensatingControl, place: Place(file: file, line: line))
        if let signedBy, let signingKey { waiver.signature = VerifiedSignature(signer: signedBy, key: signingKey) }
        switch event {
        case .began: return .began(waiver, at)
        case .expired: return .ended(waiver, .expired, at)
        case .revoked: return .ended(waiver, .revoked, at)
        case .replaced: return successor.map { .ended(waiver, .replaced(by: $0), at) }
        }
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.nanoseconds("approved_at_ns", &approvedAt)
        try form.field("approved_by", &approvedBy)
        try form.nanoseconds("at_ns", &at)
        try form.field("check", &check)
        try form.field("compensating_control", &compensatingControl)
        try form.field("control", &control)
        try form.word("event", &event)
        try form.field("expires", &expires)
        try form.field("file", &file)
        try form.field("id", &id)
        try form.field("line", &line)
        try form.field("reason", &reason)
        try form.field("requested_by", &requestedBy)
        try form.field("signed_by", &signedBy)
        try form.field("signing_key", &signingKey)
        try form.field("subject", &subject)
        try form.field("successor", &successor)
    }
}
