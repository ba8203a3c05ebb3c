/// The section of one waiver, on its way to be understood.
struct WaiverDraft {
    private var keys: Settings
    private let size: Int
    private let file: String
    private let place: Place
    private var found: [ConfigurationProblem] = []

    /// Bytes of all values: a leaf of the log has to hold them.
    private static let sizeLimit = 8192

    init(_ assignments: [Assignment], file: String, place: Place) {
        keys = Settings(assignments)
        size = assignments.reduce(0) { $0 + $1.value.utf8.count }
        self.file = file
        self.place = place
    }

    var problems: [ConfigurationProblem] { found + keys.problems }

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
        let isShort = size <= Self.sizeLimit
        if !isShort {
            found.append(.misplacedSection("Waiver", at: place, because: "it says more than \(Self.sizeLimit) bytes; name a document"))
        }
        guard let control, let check, let tested = test(&self, control, check), let subject, let reason, let requester, let approver,
            let approvedAt, let expiry, let compensation, isApproved, isShort
        else { return nil }
        return Waiver(
            id: id, subject: TestedSubject(test: tested, subject: subject.value), reason: reason.value, requestedBy: requester.value,
            approvedBy: approver.value, approvedAt: approvedAt, expiry: expiry, compensatingControl: compensation.value, place: place)
    }

    mutating func unknown(_ kind: ConfigurationProblem.Kind, _ name: Settings.Placed<String>, known: [String]) {
        found.append(.unknown(kind, name.value, at: name.place ?? place, known: known))
    }

    mutating func reject(_ key: String, _ value: Settings.Placed<String>, expected: String) {
        found.append(.badValue(key: key, value: value.value, at: value.place ?? place, expected: expected))
    }

    /// What is said for a key, which has to be there, and once: no line of a waiver takes back another.
    private mutating func said(_ key: String) -> Settings.Placed<String>? {
        let all = keys.entries(key, expected: "text") { $0 }
        if all.isEmpty { found.append(.missing(key: key, section: "Waiver", file: file)) }
        for entry in all.dropFirst() {
            found.append(
                .repeated(
                    .key, key, at: entry.place ?? place, first: all[0].place ?? place,
                    wayOut: "a waiver says each thing once; write a file for each subject"))
        }
        return all.first
    }

    /// Nobody approves what he asked for, however he writes his name.
    private mutating func isApproved(by approver: Settings.Placed<String>?, asked requester: Settings.Placed<String>?) -> Bool {
        guard let approver, let requester, approver.value.person == requester.value.person else { return true }
        reject("ApprovedBy", approver, expected: "somebody other than RequestedBy=")
        return false
    }

    private mutating func approvedAt(_ text: Settings.Placed<String>?, now: Moment?) -> Moment? {
        guard let text else { return nil }
        guard let moment = Moment(dayInUTC: text.value) ?? Moment(rfc3339: text.value) else {
            reject("ApprovedAt", text, expected: Self.format)
            return nil
        }
        if let now, moment > now {
            reject("ApprovedAt", text, expected: "a time that has come; days count in UTC, and the clock here says \(now.rfc3339)")
            return nil
        }
        return moment
    }

    private mutating func expiry(_ text: Settings.Placed<String>?, approvedAt: Moment?) -> Expiry? {
        guard let text else { return nil }
        guard let expiry = Expiry(text.value) else {
            reject("Expires", text, expected: Self.format)
            return nil
        }
        guard let approvedAt else { return nil }
        guard let length = expiry.end.since(approvedAt), length.nanoseconds > 0 else {
            reject("Expires", text, expected: "a time after ApprovedAt=")
            return nil
        }
        guard length <= Waiver.longest else {
            reject("Expires", text, expected: "at most \(Waiver.longest) after ApprovedAt=; approve it anew when it ends")
            return nil
        }
        return expiry
    }

    private static let format = "a date such as 2027-01-31, or a time such as 2027-01-31T18:00:00Z"
}

extension String {
    /// A name as far as it tells people apart: without case, spaces and what cannot be seen.
    fileprivate var person: String {
        let seen = unicodeScalars.filter { !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint }
        return String(String.UnicodeScalarView(seen)).lowercased()
    }
}
