/// One thing that the courier is asked: one line, or one packet, of canonical JSON. Exactly one of the four is there.
package struct CourierQuestion: RecordedObject, Hashable, Sendable {
    /// Chosen by who asks; the answer carries it.
    package var id = 0
    package var greeting: GreetingRequest?
    package var handshake: HandshakeRequest?
    package var resolve: ResolveRequest?
    package var send: SendRequest?

    package init() {}

    package init(greeting: GreetingRequest) { self.greeting = greeting }
    package init(handshake: HandshakeRequest) { self.handshake = handshake }
    package init(resolve: ResolveRequest) { self.resolve = resolve }
    package init(send: SendRequest) { self.send = send }

    /// A question or an answer is never longer: what `SOCK_SEQPACKET` passes with default buffers.
    package static let sizeLimit = 128 << 10

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("greeting", &greeting)
        try form.field("handshake", &handshake)
        try form.field("id", &id)
        try form.field("resolve", &resolve)
        try form.field("send", &send)
    }
}

/// Asks for the addresses of a name.
package struct ResolveRequest: RecordedObject, Hashable, Sendable {
    /// Milliseconds after which the courier answers that it could not find out.
    package var deadline = 5000
    package var name = ""

    package init() {}

    package init(name: String, deadline: Int = 5000) {
        self.name = name
        self.deadline = deadline
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("deadline", &deadline)
        try form.field("name", &name)
    }
}
