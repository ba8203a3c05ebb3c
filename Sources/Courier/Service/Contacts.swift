internal import Controls
package import ProbeKit

/// Answers questions by talking to the services that they name.
package enum Contacts {
    /// - Parameters:
    ///   - mailroom: nil for a courier that sends nothing.
    ///   - now: seconds since 1970.
    package static func answer(_ question: CourierQuestion, mailroom: Mailroom? = nil, now: Int64 = 0) -> CourierAnswer {
        var answer = CourierAnswer()
        if let request = question.handshake {
            answer.handshake = handshake(request)
        } else if let resolve = question.resolve {
            answer.resolved = NameResolution.addresses(of: resolve.name, within: resolve.deadline)
        } else if let request = question.greeting {
            answer.greeting = GreetingContact(request).greeting()
        } else if let request = question.send, let mailroom {
            answer.sent = mailroom.send(request, now: now)
        } else {
            answer.failure = Unread("soc2d-courier", .internalError, "a question that this courier does not know")
        }
        return answer
    }

    /// Versions and suites by hellos of our own, then certificates by handshakes of OpenSSL.
    private static func handshake(_ request: HandshakeRequest) -> Handshake {
        let milliseconds = min(max(0, request.deadline), 120_000)
        let deadline = Deadline.after(milliseconds: milliseconds)
        var survey = EndpointSurvey(request, milliseconds: milliseconds * 3 / 4)
        survey.run()
        var handshake = survey.handshake
        switch handshake.reach {
        case .tls, .unsteady: break
        case .refusing, .plaintext, .closing, .silent, .malformed, .unreachable, .forbidden: return handshake
        }
        let service = Service(request)
        let chains = ChainSurvey(of: request.serverName, until: deadline) { deadline throws(ChainSurvey.NoConnection) in
            do throws(ContactFailure) { return try service.open(until: deadline) } catch { throw ChainSurvey.NoConnection(error.text) }
        }
        var lists = chains.lists
        // What OpenSSL cannot talk to showed its certificates to us; and one server of many may have shown others.
        if lists.allSatisfy({ $0.certificates.isEmpty }), !survey.shownLists.isEmpty { lists = [] }
        for shown in survey.shownLists where !lists.contains(where: { $0.certificates.first == shown.first }) {
            var list = PresentedList(.any)
            list.certificates = shown
            lists.append(list)
        }
        let shown = ShownCertificates(lists, for: request, until: deadline)
        handshake.chains = shown.chains
        handshake.certificates = shown.certificates
        handshake.connections += chains.connections
        handshake.requestsClientCertificate = handshake.requestsClientCertificate || shown.requestsClientCertificate
        return handshake
    }
}
