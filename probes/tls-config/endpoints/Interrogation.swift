import Controls
import ProbeKit

/// Asks the courier about endpoints, each question once, and puts the answers where they belong.
struct Interrogation {
    let dialer: (any Dialer)?
    let anchors: TrustAnchors
    let now: Moment
    /// How long the whole execution may take.
    let deadline: TimeSpan

    /// A name with more addresses than this is asked at the first ones only.
    private static let mostAddresses = 16
    /// What one handshake may take. A service that is far away needs some hundred connections.
    static let milliseconds = 3_000...20_000

    /// Finds the addresses of hosts that are names.
    func resolve(_ endpoints: inout [ServedEndpoint]) {
        let names = Set(endpoints.filter { $0.contacts.isEmpty }.map(\.host)).sorted()
        let answers = ask(
            names.map {
                CourierQuestion(resolve: ResolveRequest(name: $0, deadline: QuestionTime.forName(of: names.count, within: deadline)))
            })
        let found = Dictionary(uniqueKeysWithValues: zip(names, answers))
        for index in endpoints.indices where endpoints[index].contacts.isEmpty {
            let path = "name \(endpoints[index].host)"
            guard let answer = found[endpoints[index].host] else { continue }
            switch Self.addresses(in: answer, path) {
            case .success(let addresses): endpoints[index].contacts = addresses.map { TLSContact($0, port: endpoints[index].port) }
            case .failure(let unread): endpoints[index].unresolved = unread.source
            }
        }
    }

    private struct Unresolved: Error {
        let source: Unread
    }

    private static func addresses(in answer: CourierAnswer, _ path: String) -> Result<[IPAddress], Unresolved> {
        if let failure = answer.failure { return .failure(Unresolved(source: failure)) }
        guard let resolved = answer.resolved, !resolved.addresses.isEmpty else {
            let problem = answer.resolved?.problem ?? "the name has no address"
            return .failure(Unresolved(source: Unread(path, .unreachable, problem)))
        }
        guard resolved.addresses.count <= mostAddresses else {
            let text = "\(resolved.addresses.count) addresses, more than \(mostAddresses); declare them one by one"
            return .failure(Unresolved(source: Unread(path, .limitExceeded, text)))
        }
        return .success(resolved.addresses)
    }

    /// Asks for a handshake at every address for which nothing is known yet.
    func shakeHands(_ endpoints: inout [ServedEndpoint]) {
        var questions: [HandshakeRequest] = []
        var numbers: [HandshakeRequest: Int] = [:]
        for endpoint in endpoints {
            for contact in endpoint.contacts where contact.failure == nil {
                let request = request(endpoint, to: contact)
                if numbers.updateValue(numbers[request] ?? questions.count, forKey: request) == nil { questions.append(request) }
            }
        }
        let time = QuestionTime(questions: questions.count, within: deadline, each: Self.milliseconds)
        let answers = ask(questions.prefix(time.asked).map { timed($0, time.milliseconds) })
        for index in endpoints.indices {
            for place in endpoints[index].contacts.indices where endpoints[index].contacts[place].failure == nil {
                let contact = endpoints[index].contacts[place]
                guard let number = numbers[request(endpoints[index], to: contact)] else { continue }
                let answer = number < answers.count ? answers[number] : nil
                endpoints[index].contacts[place].handshake = answer?.handshake
                if answer?.handshake == nil {
                    endpoints[index].contacts[place].failure = answer?.failure ?? Self.noTime
                }
            }
        }
    }

    private static let noTime = Unread(
        "soc2d-courier", .limitExceeded, "too many endpoints for the time that there is; give the probe a longer Deadline=")

    private func request(_ endpoint: ServedEndpoint, to contact: TLSContact) -> HandshakeRequest {
        var request = HandshakeRequest()
        request.address = contact.address
        request.anchors = anchors.certificates
        request.declaredName = endpoint.declaredName
        request.pins = anchors.pins
        request.port = contact.port
        request.serverName = endpoint.serverName
        request.startTLS = endpoint.startTLS
        request.time = now.seconds
        return request
    }

    private func timed(_ request: HandshakeRequest, _ milliseconds: Int) -> CourierQuestion {
        var request = request
        request.deadline = milliseconds
        return CourierQuestion(handshake: request)
    }

    /// As many answers as questions; where nobody can be asked each of them says so.
    private func ask(_ questions: [CourierQuestion]) -> [CourierAnswer] {
        guard !questions.isEmpty else { return [] }
        do throws(ProbeFailure) {
            guard let dialer else {
                throw ProbeFailure(.toolMissing, "nobody can be asked to contact the service: soc2d-courier does not run")
            }
            let answers = try dialer.answers(to: questions.enumerated().map(numbered))
            guard answers.count == questions.count else { throw ProbeFailure(.internalError, "the courier left questions unanswered") }
            return answers
        } catch {
            var answer = CourierAnswer()
            answer.failure = Unread("soc2d-courier", error.reason, error.text)
            return questions.map { _ in answer }
        }
    }

    private func numbered(_ number: Int, _ question: CourierQuestion) -> CourierQuestion {
        var question = question
        question.id = number
        return question
    }
}
