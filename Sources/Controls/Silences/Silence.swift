/// An operator's decision that nobody is told of something for a time. What is found is recorded all the same.
package struct Silence: Hashable, Sendable {
    /// The name of its file without `.silence`, such as `patch-day`.
    package let id: String
    package let author: String
    package let reason: String
    package let expiry: Expiry
    /// What it covers: of each of these lists that is not empty, one has to fit.
    package let scope: Scope
    /// The line that begins it.
    package let place: Place

    /// How far ahead it ends at most when it comes into force.
    package static let longest = TimeSpan.days(30)

    package struct Scope: Hashable, Sendable {
        package var controls: [String] = []
        package var checks: [CheckID] = []
        package var probes: [String] = []
        /// As results print them: see ``Subject``.
        package var subjects: [String] = []

        package init() {}

        package func covers(_ subject: TestedSubject) -> Bool {
            covers(subject.test) && (subjects.isEmpty || subjects.contains(subject.subject))
        }

        func covers(_ test: TestedCheck) -> Bool {
            (controls.isEmpty || controls.contains(test.control)) && (checks.isEmpty || checks.contains(test.check))
                && (probes.isEmpty || probes.contains(test.check.probe))
        }

        /// Such as `control NET-03, subject tcp/23`.
        package var words: String {
            let lists = [("control", controls), ("check", checks.map(\.rawValue)), ("probe", probes), ("subject", subjects)]
            return lists.filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: " or "))" }.joined(separator: ", ")
        }
    }

    package func covers(_ subject: TestedSubject) -> Bool { scope.covers(subject) }

    /// How a deficiency that it covers is told: `silenced by alice until 2027-01-31 (patch-day)`.
    package var label: String { "silenced by \(author) until \(expiry.text) (\(id))" }

    /// Whether it may come into force: it does not end too far ahead.
    package func mayBegin(at now: Moment) -> Bool { now < expiry.end && now.adding(Self.longest) >= expiry.end }

    /// Whether two files say the same, wherever they stand.
    func decides(asMuchAs other: Silence) -> Bool {
        (id, author, reason) == (other.id, other.author, other.reason) && (expiry, scope) == (other.expiry, other.scope)
    }

    package init(id: String, author: String, reason: String, expiry: Expiry, scope: Scope, place: Place) {
        self.id = id
        self.author = author
        self.reason = reason
        self.expiry = expiry
        self.scope = scope
        self.place = place
    }
}
