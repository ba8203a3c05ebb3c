package import ProbeKit

/// A courier that answers as a test says.
package struct FakeDialer: Dialer {
    private let answer: @Sendable (CourierQuestion) throws(ProbeFailure) -> CourierAnswer

    package init(_ answer: @escaping @Sendable (CourierQuestion) throws(ProbeFailure) -> CourierAnswer) { self.answer = answer }

    package func answers(to questions: [CourierQuestion]) throws(ProbeFailure) -> [CourierAnswer] {
        var answers: [CourierAnswer] = []
        for question in questions {
            var answer = try answer(question)
            answer.id = question.id
            answers.append(answer)
        }
        return answers
    }
}
