/// The waivers of a configuration, in force or not.
package struct Waivers: Hashable, Sendable {
    /// In the order of their names.
    package let all: [Waiver]
    private let bySubject: [TestedSubject: [Waiver]]

    package init(_ waivers: [Waiver] = []) {
        all = waivers.sorted { $0.id < $1.id }
        bySubject = Dictionary(grouping: all, by: \.subject)
    }

    /// The waiver in force that covers a subject.
    package func covering(_ subject: TestedSubject, at now: Moment) -> Waiver? {
        bySubject[subject]?.first { $0.isInForce(at: now) }
    }

    /// The waiver that covered a subject last and no longer does; nil where none ever did.
    package func lapsed(over subject: TestedSubject, at now: Moment) -> Waiver? {
        bySubject[subject]?.filter { $0.state(at: now) == .expired }.max { $0.expiry.end < $1.expiry.end }
    }

    /// Two waivers of one subject that would be in force at once, each pair with the later one first.
    var overlaps: [(later: Waiver, earlier: Waiver)] {
        bySubject.values.flatMap { waivers in
            let inOrder = waivers.sorted { ($0.approvedAt, $0.expiry.end, $0.id) < ($1.approvedAt, $1.expiry.end, $1.id) }
            return zip(inOrder.dropFirst(), inOrder).filter { $0.approvedAt < $1.expiry.end }.map { (later: $0, earlier: $1) }
        }.sorted { $0.later.id < $1.later.id }
    }
}
