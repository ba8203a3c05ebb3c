internal import ProbeKit

/// Offers one version alone, and takes away each suite that was chosen, until nothing is chosen any more.
struct VersionSurvey: Sendable {
    /// Some services refuse, or swallow, a hello that names more suites than they expect.
    static let portion = 64

    private(set) var facts: VersionFacts
    /// What was heard first.
    private(set) var firstAnswer: HelloAnswer?
    /// The first hello that was accepted.
    private(set) var accepted: ClientHello?
    /// What came in the clear behind the first ServerHello.
    private(set) var flight: ServerFlight?
    /// A ServerHello of another version, which proves that this one is accepted, and the hello that it answers.
    private(set) var stray: (hello: ClientHello, version: TLSVersion, suite: UInt16)?

    private let serverName: String?
    /// A hello that was accepted in another version.
    private let known: ClientHello?
    /// Whether a ServerHello of this version came, whatever it chose.
    private var isSpoken = false

    init(_ version: TLSVersion, serverName: String?, known: ClientHello?) {
        self.serverName = serverName
        self.known = known
        facts = VersionFacts(version)
    }

    /// How offering some suites, and what was left of them, came to its end.
    private enum Ending {
        /// The rest was refused, or nothing was left.
        case refused(String)
        case lost(String)

        var text: String {
            switch self {
            case .refused(let text), .lost(let text): text
            }
        }

        var isRefusal: Bool {
            switch self {
            case .refused: true
            case .lost: false
            }
        }
    }

    /// Runs to the end.
    /// - Parameter inPortions: whether to offer few suites at a time from the start.
    mutating func run(_ contacts: inout HelloContacts, inPortions: Bool = false) {
        let all = Self.suites[facts.version] ?? []
        var endings: [Ending] = []
        if !inPortions { endings = [walk(all, &contacts)] }
        if inPortions || !isSpoken && endings.allSatisfy(\.isRefusal) && all.count > Self.portion {
            endings += stride(from: 0, to: all.count, by: Self.portion).map { start in
                walk(Array(all[start...].prefix(Self.portion)), &contacts)
            }
        }
        facts.isComplete = endings.allSatisfy(\.isRefusal)
        facts.outcome = isSpoken ? .accepted : facts.isComplete ? .refused : .unknown
        let deciding = endings.first { $0.isRefusal == facts.isComplete }
        facts.detail = facts.outcome == .accepted && facts.isComplete ? "" : deciding?.text ?? ""
    }

    private mutating func walk(_ suites: [UInt16], _ contacts: inout HelloContacts) -> Ending {
        var left = suites
        while !left.isEmpty {
            let hello = ClientHello(facts.version, suites: left, serverName: serverName)
            let answer = contacts.offer(hello, reading: flight == nil ? .flight : .choice)
            firstAnswer = firstAnswer ?? answer
            guard let (chosen, flight) = answer.choice(of: facts.version) else {
                if case .hello(let other, _) = answer, let version = TLSVersion(wire: other.version) {
                    stray = (hello, version, other.suite)
                }
                return ending(answer, &contacts)
            }
            isSpoken = true
            guard let index = left.firstIndex(of: chosen) else {
                return .lost("chose suite 0x\(String(chosen, radix: 16, uppercase: true)), which was not offered")
            }
            left.remove(at: index)
            accepted = accepted ?? hello
            self.flight = self.flight ?? flight
            facts.suites.append(SuiteFacts(number: chosen, keyExchangeBits: flight.keyExchangeBits))
        }
        return .refused("")
    }

    private func ending(_ answer: HelloAnswer, _ contacts: inout HelloContacts) -> Ending {
        switch answer {
        // A version that was not offered.
        case .hello, .alert: .refused(answer.text)
        case .closed: isStillAccepting(&contacts) ? .refused(answer.text) : .lost("\(answer.text), and so is what was accepted before")
        case .silence, .words, .malformed, .failure, .unasked: .lost(answer.text)
        }
    }

    /// Who closes without a word may have had enough of us, and refuse nothing.
    private func isStillAccepting(_ contacts: inout HelloContacts) -> Bool {
        guard let hello = accepted ?? known else { return true }
        guard case .hello = contacts.offer(hello) else { return false }
        return true
    }

    private static let suites = Dictionary(
        TLSVersion.allCases.map { version in (version, CipherSuite.all.filter { $0.fits(version) }.map(\.number)) },
        uniquingKeysWith: { first, _ in first })
}

extension VersionFacts {
    /// The same, when refusals have turned out to prove nothing.
    func doubted(because detail: String) -> VersionFacts {
        var doubted = self
        doubted.isComplete = false
        guard outcome == .refused else { return doubted }
        doubted.outcome = .unknown
        doubted.detail = detail
        return doubted
    }
}
