/// The section of one waiver, on its way to be understood.
struct WaiverDraft {
    var section: LoneSection

    init(_ section: LoneSection) { self.section = section }

    var problems: [ConfigurationProblem] { section.problems }

    /// The waiver; nil where anything of it is missing or wrong.
    mutating func waiver(
        id: String, now: Moment?,
        test: (inout WaiverDraft, _ control: Settings.Placed<String>, _ check: Settings.Placed<String>) -> TestedCheck?
    ) -> Waiver? {
        let control = said("Control")
        let check = said("Check")
        let subject = said("Subject")
        let reason = said("Reason")
        let requester = said("RequestedBy")
        let approver = said("ApprovedBy")
        let approval = said("ApprovedAt")
        let end = said("Expires")
        let compensation = said("CompensatingControl")
        let isApproved = isApproved(by: approver, asked: requester)
        let approvedAt = approvedAt(approval, now: now)
        let expiry = expiry(end, approvedAt: approvedAt)
        let isShort = section.fits(otherwise: "name a document")
        guard let control, let check, let tested = test(&self, control, check), let subject, let reason, let requester, let approver,
            let approvedAt, let expiry, let compensation, isApproved, isShort
        else { return nil }
        return Waiver(
            id: id, subject: TestedSubject(test: tested, subject: subject.value), reason: reason.value, requestedBy: requester.value,
            approvedBy: approver.value, approvedAt: approvedAt, expiry: expiry, compensatingControl: compensation.value,
            place: section.place)
    }

    /// No line of a waiver takes back another.
    private mutating func said(_ key: String) -> Settings.Placed<String>? {
        section.said(key, once: "a waiver says each thing once; write a file for each subject")
    }

    /// Nobody approves what he asked for, however he writes his name.
    private mutating func isApproved(by approver: Settings.Placed<String>?, asked requester: Settings.Placed<String>?) -> Bool {
        guard let approver, let requester, approver.value.person == requester.value.person else { return true }
        section.reject("ApprovedBy", approver, expected: "somebody other than RequestedBy=")
        return false
    }

    private mutating func approvedAt(_ text: Settings.Placed<String>?, now: Moment?) -> Moment? {
        guard let text else { return nil }
        guard let moment = Moment(dayInUTC: text.value) ?? Moment(rfc3339: text.value) else {
            section.reject("ApprovedAt", text, expected: LoneSection.timeFormat)
            return nil
        }
        if let now, moment > now {
            section.reject("ApprovedAt", text, expected: "a time that has come; days count in UTC, and the clock here says \(now.rfc3339)")
            return nil
        }
        return moment
    }

    private mutating func expiry(_ text: Settings.Placed<String>?, approvedAt: Moment?) -> Expiry? {
        guard let text, let expiry = section.expiry("Expires", text) else { return nil }
        guard let approvedAt else { return nil }
        guard let length = expiry.end.since(approvedAt), length.nanoseconds > 0 else {
            section.reject("Expires", text, expected: "a time after ApprovedAt=")
            return nil
        }
        guard length <= Waiver.longest else {
            section.reject("Expires", text, expected: "at most \(Waiver.longest) after ApprovedAt=; approve it anew when it ends")
            return nil
        }
        return expiry
    }
}
