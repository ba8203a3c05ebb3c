package import Controls

/// A generic webhook of hookshot, which posts to a room of Matrix. Text alone would be read as Markdown, so there is always HTML beside it.
package struct MatrixRenderer: Renderer {
    private let isConfirmed: Bool
    /// Both forms together stay below the 65,536 bytes of an event.
    private static let room = MessageText.Room(all: 8000, fact: 900, line: 32)
    private static let fallback = TextForm(disarmed: [.mention, .link, .domain, .backtick])

    package var limit: Int { 29_000 }

    /// - Parameter isConfirmed: whether hookshot is set to `waitForComplete`, and answers when it has posted.
    package init(isConfirmed: Bool) { self.isConfirmed = isConfirmed }

    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        let text = MessageText(message, size, .html, Self.room)
        let lines = text.lines.map { line in (line.label.isEmpty ? "" : "\(line.label): ") + "<code>\(line.text)</code>" }
        let tail = text.tail.map { "<code>\($0.joined)</code>" }
        let html = (["<strong>\(text.title)</strong>"] + lines + tail).joined(separator: "<br/>")
        let plain = MessageText(message, size, Self.fallback, Self.room).joined
        return [RenderedBody(["text": .text(plain), "html": .text(html)], eventID: message.lead.notice.eventID)]
    }

    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        let members = response.members
        if response.mentions(["m_too_large"]) { return .tooLarge }
        guard (200..<300).contains(response.status), members["ok"] != "false" else {
            return .otherwise(response, at: now, body: members["retry_after_ms"].map { .milliseconds($0) })
        }
        return isConfirmed && response.status == 200 && response.isObject ? .delivered(remoteID: nil) : .accepted
    }
}
