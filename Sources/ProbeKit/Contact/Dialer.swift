/// Talks to network services for a probe. The process that looks at files opens no connection itself: its questions go to the
/// courier, which can read nothing.
package protocol Dialer: Sendable {
    /// Asks everything at once and waits for all answers, in the order of the questions.
    /// - Throws: when nobody can be asked. A service that does not answer is an answer.
    func answers(to questions: [CourierQuestion]) throws(ProbeFailure) -> [CourierAnswer]
}
