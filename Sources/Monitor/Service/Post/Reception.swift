internal import Controls
internal import LinuxHost
internal import Notices
internal import ProbeKit

/// What came of one request to a receiver, or of several that belong together.
enum Reception: Hashable, Sendable {
    /// - Parameter remoteID: what the receiver calls the message, where it says so.
    case delivered(remoteID: String?)
    /// In words: taken by who does not know whether people can read it.
    case accepted(String)
    case tooLarge(String)
    /// The receiver takes no such body.
    case refused(String)
    /// The operator has to do something; it may be tried again.
    case blocked(String, mayHaveArrived: Bool)
    /// Nothing is to be sent there before the operator has done something.
    case shut(String, mayHaveArrived: Bool)
    /// It may work later.
    case transient(String, retryAfter: TimeSpan?, mayHaveArrived: Bool)

    /// A courier that gives no answer.
    init(_ silence: CourierSilence) { self = .transient(Self.words(silence.text), retryAfter: nil, mayHaveArrived: silence.hasLeft) }

    init(_ answer: CourierAnswer, from destination: Destination, classify: (Response) -> ResponseClass) {
        if let failure = answer.sent?.failure {
            self.init(failure, answer.sent?.excerpt ?? "", destination)
        } else if let sent = answer.sent {
            let headers = Dictionary(sent.headers.map { ($0.name, $0.value) }) { first, _ in first }
                .filter { Response.wantedHeaders.contains($0.key) }
            let response = Response(status: sent.code, headers: headers, body: sent.body)
            self.init(classify(response), sent, destination)
        } else {
            let why = answer.failure?.text ?? "soc2d-courier said nothing of what it sent"
            self = .transient(Self.words(why), retryAfter: nil, mayHaveArrived: true)
        }
    }

    // MARK: The receiver has answered

    private init(_ answer: ResponseClass, _ sent: Sent, _ destination: Destination) {
        let said = "the receiver answered with status \(sent.code)" + (sent.excerpt.isEmpty ? "" : ": \(sent.excerpt.clipped(to: 200))")
        let credential = "the credential \(destination.credential)"
        func shut(_ wayOut: String) -> Reception {
            .shut(Self.words("\(said); \(wayOut)"), mayHaveArrived: false)
        }
        switch answer {
        case .delivered(let remoteID): self = .delivered(remoteID: remoteID)
        case .accepted where destination.kind.isAcceptanceFinal: self = .delivered(remoteID: nil)
        case .accepted: self = .accepted(Self.words("\(said); whether people can read it, it does not say"))
        case .tooLarge: self = .tooLarge(Self.words("\(said): even the shortest text is too large"))
        case .poison: self = .refused(Self.words("\(said): it does not take even the shortest text"))
        case .auth:
            self = .blocked(Self.words("\(said); the secret is refused: put one that is valid into \(credential)"), mayHaveArrived: false)
        case .gone: self = shut("nobody listens there any more: before a reload put another address into \(credential)")
        case .configError:
            self = shut("nothing is followed elsewhere: before a reload put the right address into \(credential)")
        case .transient(let wait):
            let clamp =
                wait?.isClamped == true ? "; it wants to be left alone for longer than \(RetryAfter.longest), which is not done" : ""
            let doubt = (200..<300).contains(sent.code) ? "; \(destination.kind.rawValue) says otherwise that it took a message" : ""
            self = .transient(Self.words(said + doubt + clamp), retryAfter: wait?.span, mayHaveArrived: Self.isGateway(sent.code))
        }
    }

    /// Who answers for a receiver behind it does not know how far that has come: RFC 9110, sections 15.6.3 and 15.6.5.
    private static func isGateway(_ status: Int) -> Bool { status == 502 || status == 504 }

    // MARK: The receiver could not be asked

    private init(_ failure: Sent.Failure, _ excerpt: String, _ destination: Destination) {
        let credential = "the credential \(destination.credential)"
        func blocked(_ wayOut: String) -> Reception {
            .blocked(Self.words("\(excerpt.clipped(to: 250)); \(wayOut)"), mayHaveArrived: false)
        }
        func later(_ mayHaveArrived: Bool) -> Reception { .transient(Self.words(excerpt), retryAfter: nil, mayHaveArrived: mayHaveArrived) }
        switch failure {
        case .unknownDestination: self = blocked("`soc2d config check` says what is wrong with the file of \(destination.name)")
        case .credential: self = blocked("\(credential) has to be there and to hold what docs/destinations says")
        case .config: self = blocked("correct \(destination.place?.file ?? destination.name), or \(credential)")
        case .refusedAddress: self = blocked("where that is meant, say Internal=yes in \(destination.place?.file ?? destination.name)")
        case .dns, .connect, .tls: self = later(false)
        case .timeout, .tooLarge, .network: self = later(true)
        }
    }

    // MARK: Words

    /// Bytes of what is kept of an answer.
    private static let wordLimit = 500

    private static func words(_ text: String) -> String { text.clipped(to: wordLimit) }

    /// The same, where requests that belong to it had been taken before.
    var afterOthers: Reception {
        switch self {
        case .blocked(let words, _): .blocked(words, mayHaveArrived: true)
        case .shut(let words, _): .shut(words, mayHaveArrived: true)
        case .transient(let words, let wait, _): .transient(words, retryAfter: wait, mayHaveArrived: true)
        case .delivered, .accepted, .tooLarge, .refused: self
        }
    }

    /// The same for what was not sent on account of it.
    var ofUnsent: Reception {
        switch self {
        case .blocked(let words, _): .blocked(words, mayHaveArrived: false)
        case .shut(let words, _): .shut(words, mayHaveArrived: false)
        case .transient(let words, let wait, _): .transient(words, retryAfter: wait, mayHaveArrived: false)
        case .delivered, .accepted, .tooLarge, .refused: self
        }
    }

    /// The same, where one message told of several notices: none of them can be found by its name.
    var ofMany: Reception {
        switch self {
        case .delivered: .delivered(remoteID: nil)
        case .accepted, .tooLarge, .refused, .blocked, .shut, .transient: self
        }
    }

    var outcome: Delivery.Outcome {
        switch self {
        case .delivered: .delivered
        case .accepted(let words): .accepted(words)
        case .tooLarge(let words), .refused(let words): .permanent(words)
        case .blocked(let words, _): .blocked(words)
        case .shut(let words, _): .shut(words)
        case .transient(let words, _, _): .transient(words)
        }
    }

    private var mayHaveArrived: Bool {
        switch self {
        case .delivered, .accepted, .tooLarge, .refused: false
        case .blocked(_, let mayHaveArrived), .shut(_, let mayHaveArrived), .transient(_, _, let mayHaveArrived): mayHaveArrived
        }
    }

    private var retryAfter: TimeSpan? {
        switch self {
        case .delivered, .accepted, .tooLarge, .refused, .blocked, .shut: nil
        case .transient(_, let span, _): span
        }
    }

    private var remoteID: String? {
        switch self {
        case .delivered(let remoteID): remoteID
        case .accepted, .tooLarge, .refused, .blocked, .shut, .transient: nil
        }
    }

    func delivery(of sending: Sending) -> Delivery {
        Delivery(
            number: sending.number, destination: sending.destination, outcome: outcome, mayHaveArrived: mayHaveArrived,
            retryAfter: retryAfter, remoteID: remoteID)
    }
}
