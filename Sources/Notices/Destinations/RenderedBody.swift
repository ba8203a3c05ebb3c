/// One request to a receiver, but for what only the courier knows: the address, the secrets and the signature.
package struct RenderedBody: Hashable, Sendable {
    package var operation = Operation.create
    package var contentType = "application/json; charset=utf-8"
    /// JSON in UTF-8, at most 64 KiB.
    package let body: [UInt8]
    /// The event that it tells of: the same each time it is sent.
    package let eventID: String
    /// Segments behind the path of the address, which need no escape.
    package var path: [String] = []
    /// What the query of the address has in addition; names and values need no escape.
    package var query: [QueryItem] = []
    /// Members that the courier puts into the body.
    package var secrets: [SecretMember] = []

    package enum Operation: String, Hashable, Sendable {
        /// POST.
        case create
        /// PATCH of what an earlier request created.
        case update
    }

    package struct QueryItem: Hashable, Sendable {
        package let name: String
        package let value: String

        init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    /// A member of the body that is no business of who renders it.
    package enum SecretMember: String, CaseIterable, Hashable, Sendable {
        case routingKey = "routing_key"
        case chatID = "chat_id"
    }

    init(_ json: JSON, eventID: String) {
        body = json.bytes
        self.eventID = eventID
    }
}

extension RenderedBody {
    /// The body with its secrets. They go in front of all other members, so that nothing is searched or replaced in text from the host.
    package func body(with secret: (SecretMember) -> String) -> [UInt8] {
        guard !secrets.isEmpty, body.first == UInt8(ascii: "{") else { return body }
        let members = JSON.object(secrets.map { ($0.rawValue, .text(secret($0))) }).bytes
        return members.dropLast() + [UInt8(ascii: ",")] + body.dropFirst()
    }
}
