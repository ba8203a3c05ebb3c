import Controls
import ProbeKit

/// What keeps an address from being judged.
struct Obstacles {
    private struct Place: Hashable {
        let address: IPAddress
        let port: UInt16
    }

    /// Where TLS is spoken with clients that send a name.
    private let named: Set<Place>
    private let cleartext: Verdict

    init(_ evidence: TLSConfiguration, cleartext: Verdict = .inconclusive(.unreachable)) {
        self.cleartext = cleartext
        var named: Set<Place> = []
        for endpoint in evidence.endpoints where endpoint.serverName != nil {
            for contact in endpoint.contacts where contact.handshake?.reach == .tls {
                named.insert(Place(address: contact.address, port: contact.port))
            }
        }
        self.named = named
    }

    /// nil where a TLS service answered.
    func finding(_ endpoint: ServedEndpoint, _ contact: TLSContact) -> Finding? {
        guard let handshake = contact.handshake else {
            let failure = contact.failure ?? Unread("soc2d-courier", .internalError, "nothing is known")
            return Finding(.inconclusive(failure.reason), failure.text)
        }
        let heard = handshake.detail.isEmpty ? "" : ": \(handshake.detail)"
        switch handshake.reach {
        case .tls: return nil
        case .refusing:
            if endpoint.serverName == nil, named.contains(Place(address: contact.address, port: contact.port)) {
                return Finding(.notApplicable(.featureAbsent), "refuses clients that send no name\(heard)")
            }
            return Finding(.inconclusive(.unreachable), "refuses every hello\(heard); it may want a name: Endpoint=HOST:\(endpoint.port)")
        case .plaintext:
            let text = "no TLS here\(heard)"
            return endpoint.isDeclared ? Finding(cleartext, text) : Finding(.notApplicable(.featureAbsent), text)
        // What the courier says of these is the whole story.
        case .closing: return Finding(.inconclusive(.unreachable), handshake.detail.or("closed without a word"))
        case .silent: return Finding(.inconclusive(.timeout), handshake.detail.or("no answer in time"))
        case .malformed: return Finding(.inconclusive(.parseError), "answers in no protocol that is known here\(heard)")
        case .unreachable: return Finding(.inconclusive(.unreachable), handshake.detail.or("no connection"))
        case .forbidden: return Finding(.inconclusive(.notObservable), "the courier does not connect to this address\(heard)")
        case .unsteady:
            return Finding(.inconclusive(.changedDuringRead), "stopped answering meanwhile, so that a refusal proves nothing\(heard)")
        }
    }
}

extension String {
    /// The text itself, or another where it is empty.
    fileprivate func or(_ usual: String) -> String { isEmpty ? usual : self }
}
