package import Controls

/// A webhook of Google Chat. What is told of one deficiency stands in one thread.
package struct GoogleChatRenderer: Renderer {
    private static let room = MessageText.Room(all: 8000, fact: 900)
    private static let form = TextForm(disarmed: [.mention, .link, .backtick], escape: TextForm.angles.escape)

    package var limit: Int { 32_000 }

    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        let text = MessageText(message, size, Self.form, Self.room)
        var json: JSON = ["text": .text(CodeBlock.text(text, bold: "*"))]
        var query: [RenderedBody.QueryItem] = []
        if message.items.count == 1, !message.lead.key.isEmpty {
            json = json.with(["thread": ["threadKey": .text(message.lead.key)]])
            query.append(RenderedBody.QueryItem("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"))
        }
        var body = RenderedBody(json, eventID: message.lead.notice.eventID)
        body.query = query + [RenderedBody.QueryItem("requestId", message.lead.notice.eventID.alphanumeric(limit: 64))]
        return [body]
    }

    /// A message that was kept has a name.
    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        if response.status == 200, let name = response.members["name"], name.hasPrefix("spaces/") {
            return .delivered(remoteID: TextForm.verbatim.text(name, limit: 300))
        }
        return .otherwise(response, at: now)
    }
}
