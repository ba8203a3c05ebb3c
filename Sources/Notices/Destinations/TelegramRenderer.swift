package import Controls

/// Telegram's `sendMessage`. No text is parsed, and names and addresses are not looked for in what is marked as `pre`.
package struct TelegramRenderer: Renderer {
    /// A message has 4096 UTF-16 units.
    private static let room = MessageText.Room(all: 4000, fact: 900)

    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        let text = MessageText(message, size, .verbatim, Self.room)
        let below = text.belowTitle
        let start = text.title.utf16.count + 1
        var json: JSON = [
            "text": .text("\(text.title)\n\(below)"),
            "entities": [Self.entity("bold", 0, start - 1), Self.entity("pre", start, below.utf16.count)],
            "link_preview_options": ["is_disabled": true],
        ]
        if let earlier = message.earlier, earlier.isNumber, let id = Int64(earlier) {
            json = json.with(["reply_parameters": ["message_id": .number(id), "allow_sending_without_reply": true]])
        }
        var body = RenderedBody(json, eventID: message.lead.notice.eventID)
        body.secrets = [.chatID]
        return [body]
    }

    private static func entity(_ type: String, _ offset: Int, _ length: Int) -> JSON {
        ["type": .text(type), "offset": .number(Int64(offset)), "length": .number(Int64(length))]
    }

    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        let members = response.members
        if response.status == 200, members["ok"] == "true", let id = members["result.message_id"], id.isNumber {
            return .delivered(remoteID: id)
        }
        if response.status == 400 {
            // The chat has another id now, or none: the operator has to know.
            if members["parameters.migrate_to_chat_id"] != nil || response.mentions(["chat not found"]) { return .configError }
            if response.mentions(["message is too long"]) { return .tooLarge }
        }
        return .otherwise(response, at: now, body: members["parameters.retry_after"].map { .seconds($0) })
    }
}
