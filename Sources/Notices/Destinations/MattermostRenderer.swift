package import Controls

/// An incoming webhook of Mattermost. Mentions have no escape there; all text from the host stands disarmed in a code block.
package struct MattermostRenderer: Renderer {
    /// What has more than 16,383 characters is split.
    private static let room = MessageText.Room(all: 8000, fact: 900)
    private static let form = TextForm(disarmed: [.mention, .link, .backtick])

    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        let text = MessageText(message, size, Self.form, Self.room)
        return [RenderedBody(["text": .text(CodeBlock.text(text, bold: "**"))], eventID: message.lead.notice.eventID)]
    }

    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        if response.status == 200, response.says("ok") { return .delivered(remoteID: nil) }
        // A webhook that was deleted, or never was, is answered like a malformed text.
        return response.mentions(["incoming_webhook.invalid"]) ? .gone : .otherwise(response, at: now)
    }
}
