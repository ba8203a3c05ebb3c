package import Controls

/// One event for each notice, for programs: the body of Standard Webhooks 1.0.0, or a structured CloudEvent 1.0. The courier adds
/// `webhook-id`, `webhook-timestamp` and the signatures.
package struct WebhookRenderer: Renderer {
    private let isCloudEvent: Bool

    /// What Standard Webhooks recommends.
    package var limit: Int { 20_000 }

    package init(isCloudEvent: Bool = false) { self.isCloudEvent = isCloudEvent }

    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        message.items.map { item in
            let eventID = item.notice.eventID
            let data = Self.data(item, of: message, size)
            guard isCloudEvent else { return RenderedBody(Self.standard(item.notice, data), eventID: eventID) }
            var body = RenderedBody(Self.cloudEvent(item.notice, data), eventID: eventID)
            body.contentType = "application/cloudevents+json; charset=utf-8"
            return body
        }
    }

    private static func standard(_ notice: Notice, _ data: JSON) -> JSON {
        ["type": .text(type(of: notice)), "timestamp": .text(notice.moment.rfc3339), "data": data]
    }

    private static func cloudEvent(_ notice: Notice, _ data: JSON) -> JSON {
        [
            "specversion": "1.0", "id": .text(notice.eventID.alphanumeric(limit: 64)),
            "source": .text("urn:soc2d:\(notice.hostID.alphanumeric(limit: 64))"), "type": .text(type(of: notice)),
            "time": .text(notice.moment.rfc3339), "datacontenttype": "application/json", "data": data,
        ]
    }

    private static func type(of notice: Notice) -> String {
        let word = String(notice.kind.rawValue.map { $0 == "-" ? "_" : $0 })
        return "soc2d.\(notice.deficiency == nil ? "monitor" : "deficiency").\(word)"
    }

    /// A note that is cut proves nothing.
    private static let noteLimit = 4000

    private static func data(_ item: Message.Item, of message: Message, _ size: MessageSize) -> JSON {
        let notice = item.notice
        let (fact, name) = (size == .full ? 900 : 200, 200)
        func text(_ text: String, _ limit: Int) -> String { TextForm.verbatim.text(text, limit: limit) }
        let facts: JSON = .facts([
            "event_id": notice.eventID.alphanumeric(limit: 64), "key": item.key, "kind": notice.kind.rawValue,
            "severity": notice.severity.rawValue, "summary": text(notice.summary, fact), "host_id": text(notice.hostID, name),
            "host_name": text(notice.hostName, name), "deficiency": notice.deficiency.map { DeficiencyID(number: $0).description } ?? "",
            "state": notice.deficiency == nil ? "" : notice.isClosed ? "closed" : "open", "control": text(notice.control, name),
            "check": text(notice.check, name), "subject": text(notice.subject, fact),
            "criteria": text(notice.criteria.joined(separator: " "), name),
        ])
        guard size != .oneLine else { return facts }
        let more: JSON = .facts([
            "required": text(notice.required, fact), "observed": text(notice.observed, fact), "reason": text(notice.reason, name),
            "place": text(notice.place, fact), "advice": text(notice.advice, fact), "first_failure": notice.firstFailure?.rfc3339 ?? "",
            "closed_at": notice.closedAt?.rfc3339 ?? "", "waiver": text(notice.waiver, name), "checkpoint": text(message.checkpoint, name),
            "checkpoint_note": message.note.utf8.count > noteLimit ? "" : message.note,
        ])
        return facts.with(more)
    }

    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        (200..<300).contains(response.status) ? .delivered(remoteID: nil) : .otherwise(response, at: now)
    }
}
