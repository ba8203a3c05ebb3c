package import Controls

/// Something that people are to be told of one subject.
package struct Occasion: Hashable, Sendable {
    package let subject: TestedSubject
    package let kind: Notice.Kind
    /// When the execution began that gave rise to it, or the waiver came or went.
    package let moment: Moment

    package init(_ kind: Notice.Kind, of subject: TestedSubject, at moment: Moment) {
        self.subject = subject
        self.kind = kind
        self.moment = moment
    }
}
