import Controls
package import ProbeKit
import Synchronization

/// A courier that answers as a test says, and remembers what it was asked.
package final class RememberingDialer: Dialer {
    private let answer: @Sendable (CourierQuestion) -> CourierAnswer
    private let failure: ProbeFailure?
    private let questions = Mutex<[CourierQuestion]>([])

    package init(_ answer: @escaping @Sendable (CourierQuestion) -> CourierAnswer) {
        self.answer = answer
        failure = nil
    }

    /// Nobody can be asked.
    package init(failing failure: ProbeFailure) {
        answer = { _ in CourierAnswer() }
        self.failure = failure
    }

    /// Everything that was asked, in order.
    package var asked: [CourierQuestion] { questions.withLock { $0 } }

    package func answers(to questions: [CourierQuestion]) throws(ProbeFailure) -> [CourierAnswer] {
        self.questions.withLock { $0 += questions }
        if let failure { throw failure }
        return questions.map(answer)
    }
}
