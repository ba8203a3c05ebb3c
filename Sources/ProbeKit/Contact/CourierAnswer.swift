package import Controls

/// What the courier says to one question.
package struct CourierAnswer: RecordedObject, Hashable, Sendable {
    package var id = 0
    /// Why there is no answer: the question was refused, or something broke that is not the service's.
    package var failure: Unread?
    package var greeting: Greeting?
    package var handshake: Handshake?
    /// Sent now and then while the courier works on the answer; holds nothing else.
    package var isPartial = false
    package var resolved: Resolved?
    package var sent: Sent?

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("failure", &failure)
        try form.field("greeting", &greeting)
        try form.field("handshake", &handshake)
        try form.field("id", &id)
        try form.field("partial", &isPartial)
        try form.field("resolved", &resolved)
        try form.field("sent", &sent)
    }
}

/// The addresses of a name, sorted, none twice.
package struct Resolved: RecordedObject, Hashable, Sendable {
    package var addresses: [IPAddress] = []
    /// What the resolver said where there is none.
    package var problem: String?

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("addresses", &addresses)
        try form.field("problem", &problem)
    }
}
