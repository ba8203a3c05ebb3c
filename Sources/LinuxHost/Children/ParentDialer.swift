internal import Controls
package import ProbeKit

/// The dialer of a probe child: it asks its parent, which asks the courier.
package struct ParentDialer: Dialer {
    private let channel: ParentChannel

    package init(_ channel: ParentChannel) { self.channel = channel }

    /// The courier works on so many questions at once.
    private static let parallel = 4
    /// Seconds without any word after which nobody is there; the courier says something every ten.
    private static let patience = 25

    package func answers(to questions: [CourierQuestion]) throws(ProbeFailure) -> [CourierAnswer] {
        var answers = [CourierAnswer?](repeating: nil, count: questions.count)
        var asked = 0
        var missing = questions.count
        while missing > 0 {
            while asked < questions.count, asked - (questions.count - missing) < Self.parallel {
                try ask(questions[asked], id: asked)
                asked += 1
            }
            let answer = try nextAnswer()
            guard answers.indices.contains(answer.id), answer.id < asked, answers[answer.id] == nil else {
                throw ProbeFailure(.internalError, "the courier answered a question that was not asked")
            }
            if answer.isPartial { continue }
            answers[answer.id] = answer
            missing -= 1
        }
        return answers.compactMap(\.self)
    }

    private func ask(_ question: CourierQuestion, id: Int) throws(ProbeFailure) {
        var question = question
        question.id = id
        guard let line = try? question.canonicalJSON() + [UInt8(ascii: "\n")], line.count <= CourierQuestion.sizeLimit else {
            throw ProbeFailure(.limitExceeded, "a question to the courier is longer than \(CourierQuestion.sizeLimit) bytes")
        }
        guard channel.send(line) else { throw ProbeFailure(.internalError, "the parent of this probe is gone") }
    }

    private func nextAnswer() throws(ProbeFailure) -> CourierAnswer {
        guard let line = channel.nextLine(limit: CourierQuestion.sizeLimit, within: Self.patience) else {
            throw ProbeFailure(.timeout, "the courier said nothing for \(Self.patience) seconds")
        }
        do { return try CourierAnswer(canonicalJSON: line) } catch {
            throw ProbeFailure(.internalError, "the courier said something that is no answer: \(error)")
        }
    }
}
