package import Controls

/// Something that people are to be told of one subject.
package struct Occasion: Hashable, Sendable {
    package let subject: TestedSubject
    package let kind: Notice.Kind
    /// When the execution began that gave rise to it, or the waiver came or went.
    package let moment: Moment
    /// How often it opened since people were told last, where that is told.
    let turns: Turns?

    struct Turns: Hashable, Sendable {
        let count: Int
        let since: Moment

        var text: String { "opened and closed \(count == 1 ? "once" : "\(count) times") since \(since.rfc3339)" }
    }

    package init(_ kind: Notice.Kind, of subject: TestedSubject, at moment: Moment) { self.init(kind, of: subject, at: moment, turns: nil) }

    init(_ kind: Notice.Kind, of subject: TestedSubject, at moment: Moment, turns: Turns?) {
        self.turns = turns
        self.subject = subject
        self.kind = kind
        self.moment = moment
    }
}
