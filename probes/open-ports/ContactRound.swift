import Controls
import ProbeKit

/// Asks, in one go, what the listeners that may speak in the clear say.
struct ContactRound {
    /// More contacts than this are not made in one look.
    static let limit = 64

    /// The milliseconds that a contact may take. A service has a third of them, at most two seconds, to speak first.
    private static let milliseconds = 1_000...10_000

    let dialer: (any Dialer)?
    let suspects: CleartextSuspects
    /// How long the whole execution may take.
    let deadline: TimeSpan

    /// Adds to the evidence what was heard.
    func add(to evidence: inout OpenPorts) {
        var seen: Set<Contact.Target> = []
        var wanted: [(target: Contact.Target, suggested: CleartextProtocol?)] = []
        let reach = LocalReach(evidence.listeners)
        for listener in evidence.listeners where suspects.isToBeAsked(listener) {
            for target in listener.targets where reach.obstacle(to: listener, at: target) == nil && seen.insert(target).inserted {
                wanted.append((target, suspects.suggestion(for: listener)))
            }
        }
        guard !wanted.isEmpty else { return }
        guard let dialer else {
            evidence.contactFailure = Unread(
                Self.source, .toolMissing, "nobody can be asked to contact the service: soc2d-courier does not run")
            return
        }
        let time = QuestionTime(questions: min(wanted.count, Self.limit), within: deadline, each: Self.milliseconds)
        do throws(ProbeFailure) {
            evidence.contacts = try contacts(Array(wanted.prefix(time.asked)), milliseconds: time.milliseconds, through: dialer)
        } catch { evidence.contactFailure = Unread(Self.source, error.reason, error.text) }
        guard evidence.contactFailure == nil else { return }
        evidence.contacts += wanted.dropFirst(time.asked).prefix(Self.noted).map { target, _ in
            var contact = Contact(target)
            contact.failure = Unread(Self.source, .limitExceeded, "not contacted: \(time.asked < Self.limit ? Self.noTime : Self.tooMany)")
            return contact
        }
    }

    private static let noTime = "there is time for no more; give the probe a longer Deadline="
    private static let tooMany = "one look makes at most \(limit) contacts"

    private static let source = "soc2d-courier"
    private static let noted = 4096

    private func contacts(
        _ wanted: [(target: Contact.Target, suggested: CleartextProtocol?)], milliseconds: Int, through dialer: any Dialer
    ) throws(ProbeFailure) -> [Contact] {
        let questions = wanted.enumerated().map { number, want in
            var request = GreetingRequest()
            request.address = want.target.address
            request.deadline = milliseconds
            request.port = want.target.port
            request.suggested = want.suggested
            request.transport = want.target.transport
            var question = CourierQuestion(greeting: request)
            question.id = number
            return question
        }
        let answers = try dialer.answers(to: questions)
        guard answers.count == questions.count else {
            throw ProbeFailure(.internalError, "\(answers.count) answers to \(questions.count) questions")
        }
        return zip(wanted, answers).map { want, answer in
            var contact = Contact(want.target)
            contact.greeting = answer.greeting
            contact.failure = answer.failure
            if contact.greeting == nil, contact.failure == nil {
                contact.failure = Unread(Self.source, .emptyOutput, "the courier gave no answer")
            }
            return contact
        }
    }
}
