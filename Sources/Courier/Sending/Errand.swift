internal import Controls
internal import ProbeKit

/// What one destination is to be told, with what only the courier knows filled in: address, secrets, signature.
struct Errand {
    let destination: Destination
    let credential: Credential
    let order: SendRequest
    /// Seconds since 1970.
    let now: Int64

    func request() throws(SendProblem) -> HTTPRequest {
        try check()
        let address = try address()
        guard !address.isPlain || (destination.isInternal && destination.proxy == nil) else {
            throw SendProblem(.config, "http:// is for loopback alone, without a proxy, and with Internal=yes")
        }
        var request = HTTPRequest(order.operation == .update ? .patch : .post, address, body: try body())
        try request.set("Content-Type", order.contentType)
        for (name, value) in try signatures() { try request.set(name, value) }
        if let bearer = credential.bearer { try request.set("Authorization", "Bearer \(bearer.text)") }
        return request
    }

    // MARK: What may be asked

    private func check() throws(SendProblem) {
        let isID = { (text: String, most: Int) in
            (1...most).contains(text.utf8.count)
                && text.unicodeScalars.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
                }
        }
        guard isID(order.eventID, 64) else { throw SendProblem(.config, "the event has no id that can be sent") }
        guard order.body.count <= SendRequest.bodyLimit else {
            throw SendProblem(.config, "the body is longer than \(SendRequest.bodyLimit) bytes")
        }
        let fits =
            switch order.operation {
            case .create: destination.kind != .heartbeat
            case .update: destination.kind == .discord
            case .ok, .fail, .start: destination.kind == .heartbeat
            }
        guard fits else { throw SendProblem(.config, "\(destination.kind.rawValue) knows no operation \(order.operation.rawValue)") }
        try checkCredential()
    }

    private func checkCredential() throws(SendProblem) {
        let (words, isSigned) = (credential.words.count, !credential.signing.isEmpty)
        let needed: (fits: Bool, what: String) =
            switch destination.kind {
            case .webhook where destination.format == .standardWebhooks:
                (credential.address != nil && words == 0 && hasSymmetricKey, "an address and a key whsec_…")
            case .webhook: (credential.address != nil && words == 0 && !isSigned, "an address, and perhaps “bearer” and a token")
            case .alertmanager, .heartbeat:
                (credential.address != nil && words == 0 && !isSigned, "an address, and perhaps “bearer” and a token")
            case .slack, .teams, .discord, .googleChat, .mattermost, .matrix:
                (credential.address != nil && words == 0 && !isSigned && credential.bearer == nil, "one line, an address")
            case .pagerduty: (words == 1 && !isSigned && credential.bearer == nil, "a routing key, and perhaps an address")
            case .telegram: (words == 2 && !isSigned && credential.bearer == nil, "the token of a bot and, on the next line, a chat")
            case .journald: (false, "nothing: the courier does not write to the journal")
            }
        guard needed.fits else {
            throw SendProblem(.credential, "the credential \(destination.credential) has to hold \(needed.what)")
        }
    }

    private var hasSymmetricKey: Bool {
        credential.signing.contains { key in
            switch key {
            case .symmetric: true
            case .asymmetric: false
            }
        }
    }

    // MARK: Where to

    private func address() throws(SendProblem) -> WebAddress {
        switch destination.kind {
        case .webhook, .slack, .teams, .mattermost, .matrix: return try known()
        case .alertmanager: return try known().appending("api", "v2", "alerts")
        case .pagerduty: return try known(or: "https://events.pagerduty.com/v2/enqueue")
        case .discord:
            guard order.operation == .update else { return try known().appending(query: [("wait", "true")]) }
            guard let id = order.remoteID, (1...20).contains(id.utf8.count), id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw SendProblem(.config, "there is no id of the message that is to be updated")
            }
            return try known().appending("messages", id)
        case .googleChat:
            let reply = (name: "messageReplyOption", value: "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD")
            return try known().appending(query: [reply, ("requestId", order.eventID)])
        case .telegram: return try telegram()
        case .heartbeat: return try order.operation == .ok ? known() : known().appending(order.operation.rawValue)
        case .journald: throw SendProblem(.config, "the courier does not write to the journal")
        }
    }

    private func known() throws(SendProblem) -> WebAddress {
        guard let address = credential.address else { throw SendProblem(.credential, "the credential holds no address") }
        return address
    }

    private func known(or usual: String) throws(SendProblem) -> WebAddress {
        if let address = credential.address { return address }
        return try WebAddress(usual)
    }

    private func telegram() throws(SendProblem) -> WebAddress {
        let token = credential.words.first?.text ?? ""
        guard token.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") })
        else { throw SendProblem(.credential, "the first line of the credential is no token of a bot") }
        return try known(or: "https://api.telegram.org").appending("bot\(token)", "sendMessage")
    }

    // MARK: What

    /// The body with the secrets that belong in it. They go in front of all other members, so that nothing is searched or replaced in
    /// text from the host.
    private func body() throws(SendProblem) -> [UInt8] {
        let member: (name: String, value: String)
        switch destination.kind {
        case .pagerduty: member = ("routing_key", credential.words.first?.text ?? "")
        case .telegram: member = ("chat_id", credential.words.last?.text ?? "")
        case .webhook, .journald, .alertmanager, .slack, .teams, .discord, .googleChat, .mattermost, .matrix, .heartbeat: return order.body
        }
        guard order.body.first == UInt8(ascii: "{"), let second = order.body.dropFirst().first else {
            throw SendProblem(.config, "the body is no object of JSON")
        }
        let comma = second == UInt8(ascii: "}") ? "" : ","
        var body = Array("{\"\(member.name)\":".utf8)
        appendJSONString(member.value, to: &body)
        return body + Array(comma.utf8) + order.body.dropFirst()
    }

    private func signatures() throws(SendProblem) -> [(String, String)] {
        guard destination.kind == .webhook, destination.format == .standardWebhooks else { return [] }
        let signatures = credential.signing.compactMap { $0.signature(id: order.eventID, timestamp: now, body: order.body) }
        guard signatures.count == credential.signing.count else { throw SendProblem(.credential, "a key cannot be signed with") }
        return [
            ("webhook-id", order.eventID), ("webhook-timestamp", "\(now)"), ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool { (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
