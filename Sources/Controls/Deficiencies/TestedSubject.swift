/// What a deficiency is a deficiency of, and what a waiver covers: a subject of a check that tests a control.
package struct TestedSubject: Hashable, Sendable, CustomStringConvertible {
    package let test: TestedCheck
    /// As results print it: see ``Subject``.
    package let subject: String

    package init(test: TestedCheck, subject: String) {
        self.test = test
        self.subject = subject
    }

    package init(control: String, check: CheckID, subject: String) {
        self.init(test: TestedCheck(control: control, check: check), subject: subject)
    }

    package var description: String { "\(test) \(subject)" }
}
