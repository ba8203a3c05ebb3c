internal import Controls

/// Asks to send one rendered notice, or one sign of life, to a destination that the courier knows by its own copy of the files.
package struct SendRequest: RecordedObject, Hashable, Sendable {
    package enum Operation: String, CaseIterable, Hashable, Sendable {
        /// A new message.
        case create
        /// Another text for what an earlier request created: ``SendRequest/remoteID``.
        case update
        /// A sign of life, for a heartbeat: all is well; something is not; the monitor has begun.
        case ok, fail, start
    }

    /// From 1.
    package var attempt = 1
    /// UTF-8, at most ``bodyLimit`` bytes, without the secrets that belong in it.
    package var body: [UInt8] = []
    package var contentType = "application/json; charset=utf-8"
    /// The name of its file without `.destination`.
    package var destination = ""
    /// The same on every attempt: letters, digits, `-` and `_`.
    package var eventID = ""
    package var operation = Operation.create
    /// What the receiver calls the message that is to be updated.
    package var remoteID: String?

    /// Bytes of a body: `domain/delivery.md`, 1.4.
    package static let bodyLimit = 64 << 10

    package init() {}

    package init(destination: String, eventID: String, body: [UInt8], operation: Operation = .create) {
        self.destination = destination
        self.eventID = eventID
        self.body = body
        self.operation = operation
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("attempt", &attempt)
        try form.base64("body", &body)
        try form.field("content_type", &contentType)
        try form.field("destination", &destination)
        try form.field("event_id", &eventID)
        try form.word("operation", &operation)
        try form.field("remote_id", &remoteID)
    }
}

extension RecordForm {
    /// A field of bytes, as base64: it never grows by more than a third, whatever is in it.
    mutating func base64(_ key: String, _ bytes: inout [UInt8]) throws(RecordProblem) {
        var text = Base64.encodePadded(bytes)
        try field(key, &text)
        guard let decoded = Base64.decodeExactly(text.utf8) else { throw RecordProblem(text: "\(key) is no base64", offset: 0) }
        bytes = decoded
    }
}
