package import Controls

/// PagerDuty's Events API v2: one event for each notice. An event that is sent twice is merged by its key.
package struct PagerDutyRenderer: Renderer {
    private static let form = TextForm(disarmed: [.link])
    private static let room = MessageText.Room(all: 8000, fact: 1000)
    private static let summaryLimit = 1000

    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        message.items.map { item in
            var members: JSON = ["event_action": .text(Self.action(of: item.notice)), "dedup_key": .text(item.key)]
            if !item.notice.isClosed { members = members.with(["payload": Self.payload(item, of: message, size), "client": "soc2d"]) }
            var body = RenderedBody(members, eventID: item.notice.eventID)
            body.secrets = [.routingKey]
            return body
        }
    }

    /// A waiver stops the escalation and closes nothing.
    private static func action(of notice: Notice) -> String {
        if notice.isClosed { return "resolve" }
        return notice.kind == .waived ? "acknowledge" : "trigger"
    }

    private static func payload(_ item: Message.Item, of message: Message, _ size: MessageSize) -> JSON {
        let notice = item.notice
        let line = MessageText(message.part(item), .oneLine, form, room, saysIfSecond: false)
        func text(_ text: String) -> JSON { .text(form.text(text, limit: 200)) }
        let payload: JSON = [
            "summary": .text("\(line.title): \(line.lines.first?.joined ?? "")"), "source": text(source(of: notice)),
            "severity": .text(severity(of: notice)), "timestamp": .text(notice.moment.rfc3339), "group": text(notice.control),
            "class": text(notice.check),
        ]
        return size == .oneLine ? payload : payload.with(["custom_details": details(item, of: message, size)])
    }

    /// It may not be empty.
    private static func source(of notice: Notice) -> String {
        [notice.hostName, notice.hostID].first { !$0.plain.isEmpty } ?? "soc2d"
    }

    private static func details(_ item: Message.Item, of message: Message, _ size: MessageSize) -> JSON {
        let text = MessageText(message.part(item), size, form, room, saysIfSecond: false)
        let lines = zip(text.lines.indices, text.lines).map { ($0 == 0 ? "about" : $1.label.isEmpty ? "more" : $1.label, $1.text) }
        return .object((lines + zip(["event", "log"], text.tail.map(\.text))).map { (key: $0.0, value: .text($0.1)) })
    }

    private static func severity(of notice: Notice) -> String {
        switch notice.severity {
        case .critical: "critical"
        case .high: "error"
        case .medium: "warning"
        case .low: "info"
        }
    }

    /// 202 is all that it ever says.
    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        if response.status == 202 { return .accepted }
        return response.status == 400 && response.mentions(["routing key", "routing_key"]) ? .auth : .otherwise(response, at: now)
    }
}
