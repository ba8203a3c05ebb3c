package import Controls

/// Slack's incoming webhook. Text from the host stands in `plain_text` objects alone, since `*_~` and the backtick have no escape elsewhere;
/// the text beside the blocks, which notifications show, is disarmed.
package struct SlackRenderer: Renderer {
    private static let room = MessageText.Room(all: 2900, fact: 700)
    private static let fallback = TextForm(disarmed: [.mention, .link, .domain], escape: TextForm.angles.escape)

    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        let text = MessageText(message, size, .angles, Self.room)
        let line = MessageText(message, .oneLine, Self.fallback, Self.room)
        let json: JSON = [
            "text": .text("\(line.title): \(line.lines.first?.joined ?? "")"),
            "blocks": [
                ["type": "header", "text": Self.plain(text.title)],
                ["type": "section", "text": Self.plain(text.lines.map(\.joined).joined(separator: "\n"))],
                ["type": "context", "elements": [Self.plain(text.tail.map(\.joined).joined(separator: "\n"))]],
            ],
            "unfurl_links": false, "unfurl_media": false,
        ]
        return [RenderedBody(json, eventID: message.lead.notice.eventID)]
    }

    private static func plain(_ text: String) -> JSON { ["type": "plain_text", "text": .text(text), "emoji": false] }

    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        let members = response.members
        if response.status == 200, response.says("ok") || members["ok"] == "true" && response.isObject { return .delivered(remoteID: nil) }
        return Self.refusal(members["error"] ?? String(decoding: response.body.prefix(64), as: UTF8.self)) ?? .otherwise(response, at: now)
    }

    /// What a refusal means, whatever the status that it comes with.
    private static func refusal(_ word: String) -> ResponseClass? {
        switch word {
        case "no_text", "invalid_payload", "invalid_blocks", "invalid_attachments": .poison
        case "msg_too_long", "msg_blocks_too_long": .tooLarge
        case "invalid_token", "invalid_auth", "token_revoked", "account_inactive", "action_prohibited": .auth
        case "no_service", "no_team", "channel_not_found", "channel_is_archived", "user_not_found": .gone
        case _: nil
        }
    }
}
