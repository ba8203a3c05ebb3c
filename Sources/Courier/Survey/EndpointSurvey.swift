package import ProbeKit

/// Finds out, hello by hello, which versions and suites one endpoint accepts. Certificates are for a client that can finish a
/// handshake; what was shown in the clear is in ``shownLists``.
package struct EndpointSurvey: Sendable {
    /// Each list of certificates that some contact up to TLS 1.2 was shown, as DER with the leaf first: for servers that OpenSSL
    /// cannot talk to, and for those of which one in many shows something else.
    package var shownLists: [[[UInt8]]] { contacts.shownLists }
    package private(set) var handshake = Handshake()

    private let request: HandshakeRequest
    private var contacts: HelloContacts
    private var answers: [HelloAnswer] = []
    /// A hello that was accepted, and the version in which.
    private var accepted: (hello: ClientHello, version: TLSVersion)?
    private var strays: [(hello: ClientHello, version: TLSVersion, suite: UInt16)] = []
    private var versions: [TLSVersion: VersionFacts] = [:]

    /// - Parameter milliseconds: what may be taken of the time of the request; all of it if nothing is said.
    package init(_ request: HandshakeRequest, milliseconds: Int? = nil) {
        self.request = request
        contacts = HelloContacts(Service(request), milliseconds: milliseconds ?? request.deadline)
    }

    /// TLS 1.2 tells most, its certificates too; then what current servers have; then what few still have.
    private static let order: [TLSVersion] = [.tls12, .tls13, .tls11, .tls10, .ssl3]

    /// Makes all contacts. Afterwards everything but ``Handshake/chains`` and ``Handshake/certificates`` stands in ``handshake``.
    package mutating func run() {
        surveyVersions()
        strays.forEach { add($0.version, suite: $0.suite, from: $0.hello) }
        if accepted == nil, answers.last?.isFinal == false { tryShortHello() }
        handshake.versions = TLSVersion.allCases.map { versions[$0] ?? VersionFacts($0) }
        if accepted != nil { control() } else { (handshake.reach, handshake.detail) = verdict }
        handshake.connections = contacts.connections
    }

    private mutating func surveyVersions() {
        var inPortions = false
        for version in Self.order {
            survey(version, inPortions: inPortions)
            if accepted == nil, answers.last?.isFinal == true { return }
            if case .silence = answers.last, answers.count == 1 {
                let answer = contacts.offer(.modest(serverName: request.serverName))
                guard case .hello = answer else { return answers.append(answer) }
                inPortions = true
                survey(version, inPortions: true)
            }
        }
    }

    private mutating func survey(_ version: TLSVersion, inPortions: Bool) {
        var survey = VersionSurvey(version, serverName: request.serverName, known: accepted?.hello)
        survey.run(&contacts, inPortions: inPortions)
        versions[version] = survey.facts
        if let answer = survey.firstAnswer { answers.append(answer) }
        accepted = accepted ?? survey.accepted.map { ($0, version) }
        if let stray = survey.stray { strays.append(stray) }
        handshake.requestsClientCertificate = handshake.requestsClientCertificate || survey.flight?.requestsClientCertificate == true
    }

    /// Takes in that a version was spoken although another was offered.
    private mutating func add(_ version: TLSVersion, suite: UInt16, from hello: ClientHello) {
        var facts = versions[version] ?? VersionFacts(version)
        if facts.outcome != .accepted {
            facts.outcome = .accepted
            facts.isComplete = false
            facts.detail = "spoken in answer to a hello of another version"
        }
        if !facts.suites.contains(where: { $0.number == suite }) { facts.suites.append(SuiteFacts(number: suite)) }
        versions[version] = facts
        accepted = accepted ?? (hello, version)
    }

    /// Whether refusals of all suites at once mean anything: a hello that every current server takes.
    private mutating func tryShortHello() {
        let short = ClientHello.modest(serverName: request.serverName)
        let answer = contacts.offer(short)
        answers.append(answer)
        for version in [TLSVersion.tls13, .tls12] {
            guard let (suite, _) = answer.choice(of: version) else { continue }
            versions = versions.mapValues { $0.doubted(because: "long hellos are refused") }
            var facts = VersionFacts(version)
            facts.outcome = .accepted
            facts.detail = "a short hello was accepted, long ones were refused"
            facts.suites = [SuiteFacts(number: suite)]
            versions[version] = facts
            accepted = (short, version)
        }
    }

    /// What was accepted before must be accepted still, or the service has changed or shut us out meanwhile.
    private mutating func control() {
        guard let accepted else { return }
        let answer = contacts.control(accepted.hello)
        if case .hello(let hello, _) = answer, accepted.hello.offers(hello.version) || hello.version == accepted.version.wire {
            handshake.reach = .tls
        } else {
            handshake.reach = .unsteady
            handshake.detail = "what was accepted first was not at the end: \(answer.text)"
            handshake.versions = handshake.versions.map { $0.doubted(because: handshake.detail) }
        }
    }

    /// What a service is that accepted no hello: the most telling of its answers decides.
    private var verdict: (Handshake.Reach, String) {
        let telling: [Handshake.Reach] = [.forbidden, .refusing, .plaintext, .malformed, .closing, .unreachable, .silent]
        for reach in telling {
            if let answer = answers.first(where: { $0.reach == reach }) { return (reach, answer.text) }
        }
        return (.silent, "nothing was asked")
    }
}
