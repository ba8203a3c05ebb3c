package import Controls

/// Alertmanager's API v2. It is told the state again and again: what is open lasts until a little after the next time. Its templates pass
/// text on to chats without an escape, so that mentions and links are disarmed here already.
package struct AlertmanagerRenderer: Renderer {
    private let now: Moment
    private static let form = TextForm(disarmed: [.mention, .link])
    /// It is told every minute.
    private static let lifetime = TimeSpan.minutes(4)
    /// Nobody tells it again of a test.
    private static let lifetimeOfTest = TimeSpan.minutes(1)

    package init(now: Moment) { self.now = now }

    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        var bodies: [RenderedBody] = []
        var batch: [JSON] = []
        var used = 2
        for item in message.items {
            let alert = alert(item, of: message, size)
            let count = alert.bytes.count + 1
            if !batch.isEmpty, used + count > limit {
                bodies.append(RenderedBody(.list(batch), eventID: message.lead.notice.eventID))
                (batch, used) = ([], 2)
            }
            batch.append(alert)
            used += count
        }
        return bodies + [RenderedBody(.list(batch), eventID: message.lead.notice.eventID)]
    }

    private func alert(_ item: Message.Item, of message: Message, _ size: MessageSize) -> JSON {
        let notice = item.notice
        let start = notice.firstFailure ?? notice.moment
        let end =
            notice.isClosed ? notice.closedAt ?? notice.moment : now.adding(notice.kind == .test ? Self.lifetimeOfTest : Self.lifetime)
        return [
            "labels": labels(of: item), "annotations": annotations(of: item, in: message, size), "startsAt": .text(start.rfc3339),
            "endsAt": .text(max(start, end).rfc3339),
        ]
    }

    private static let labelLimit = 200

    /// The identity of an alert: the same in every size. A name that is cut is told from others by the key.
    private func labels(of item: Message.Item) -> JSON {
        let notice = item.notice
        func text(_ text: String) -> String { Self.form.text(text, limit: Self.labelLimit) }
        return .facts([
            "alertname": notice.deficiency == nil ? "Soc2dNotice" : "Soc2dDeficiency", "host_id": text(notice.hostID),
            "instance": text(notice.hostName), "control": text(notice.control), "check": text(notice.check),
            "subject": text(notice.subject), "key": item.key, "kind": notice.deficiency == nil ? notice.kind.rawValue : "",
            "severity": notice.severity.rawValue,
        ])
    }

    private func annotations(of item: Message.Item, in message: Message, _ size: MessageSize) -> JSON {
        let text = MessageText(message.part(item), size, Self.form, MessageText.Room(all: 4000, fact: 600), saysIfSecond: false)
        return .facts([
            "summary": "\(text.title): \(text.lines.first?.joined ?? "")", "description": text.belowTitle,
            "event_id": item.notice.eventID.alphanumeric(limit: 64),
        ])
    }

    /// 400 says that those of the alerts that are well formed were taken.
    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        response.status == 200 ? .delivered(remoteID: nil) : .otherwise(response, at: now)
    }
}
