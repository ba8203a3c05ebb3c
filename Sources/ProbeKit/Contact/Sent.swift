/// How a request went: what the receiver answered, or why it could not be asked. It holds no secret that the courier knows.
package struct Sent: RecordedObject, Hashable, Sendable {
    /// Why there is no answer.
    package enum Failure: String, CaseIterable, Hashable, Sendable {
        /// No file of the courier names this destination, or the file is not valid.
        case unknownDestination = "unknown-destination"
        /// The credential is missing, or does not hold what this kind of destination needs.
        case credential
        /// The request or the destination is not one that can be sent.
        case config
        /// The name leads to addresses of the inside only, and `Internal=yes` is not said.
        case refusedAddress = "refused-address"
        case dns, connect, tls, timeout
        /// More headers than anybody needs.
        case tooLarge = "too-large"
        /// The connection ended early, or what came was not HTTP.
        case network
    }

    /// What was read of the reply's body, at most 64 KiB.
    package var body: [UInt8] = []
    /// The status of HTTP; 0 where there is none.
    package var code = 0
    /// What may be logged: at most 512 bytes of the reply, or what went wrong, escaped.
    package var excerpt = ""
    package var failure: Failure?
    /// `Date`, `Retry-After` and `X-RateLimit-…` of the reply, the names in lower case.
    package var headers: [ReplyHeader] = []
    /// Whether the body was longer than what was read of it.
    package var isCut = false

    package init() {}

    package init(_ failure: Failure, _ text: String) {
        self.failure = failure
        excerpt = text
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.base64("body", &body)
        try form.field("code", &code)
        try form.field("cut", &isCut)
        try form.field("excerpt", &excerpt)
        try form.word("failure", &failure)
        try form.field("headers", &headers)
    }
}

/// One header of a reply.
package struct ReplyHeader: RecordedObject, Hashable, Sendable {
    package var name = ""
    package var value = ""

    package init() {}

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("name", &name)
        try form.field("value", &value)
    }
}
