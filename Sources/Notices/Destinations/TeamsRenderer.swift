package import Controls

/// A workflow of Microsoft Teams, which posts an Adaptive Card 1.2. Text from the host stands in `TextRun`s, which parse no Markdown;
/// there are no entities, and so no mentions.
package struct TeamsRenderer: Renderer {
    private let isConfirmed: Bool
    private static let room = MessageText.Room(all: 5000, fact: 700, line: 60)

    /// The documented bound is about 28 KB; 21 KB were refused once.
    package var limit: Int { 20_000 }

    /// - Parameter isConfirmed: whether the workflow answers with 200 when it has posted.
    package init(isConfirmed: Bool) { self.isConfirmed = isConfirmed }

    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        let text = MessageText(message, size, .verbatim, Self.room)
        let title = Self.paragraph([["type": "TextRun", "text": .text(text.title), "weight": "Bolder"]])
        let lines = text.lines.map { line in Self.paragraph(Self.label(line) + [Self.run(line.text)]) }
        let tail = text.tail.map { Self.paragraph([Self.run($0.joined)]) }
        let card: JSON = [
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.2",
            "body": .list([title] + lines + tail),
        ]
        let attachment: JSON = ["contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null, "content": card]
        return [RenderedBody(["type": "message", "attachments": [attachment]], eventID: message.lead.notice.eventID)]
    }

    private static func paragraph(_ inlines: [JSON]) -> JSON { ["type": "RichTextBlock", "inlines": .list(inlines)] }
    private static func run(_ text: String) -> JSON { ["type": "TextRun", "text": .text(text)] }
    private static func label(_ line: MessageText.Line) -> [JSON] { line.label.isEmpty ? [] : [run("\(line.label): ")] }

    /// 202 comes before the card is posted, and also where it never is. The old connectors hide what failed in the body of a success.
    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        if response.mentions(["request entity too large", "http error 413"]) { return .tooLarge }
        if response.mentions(["http error 429"]) { return .transient(RetryAfter(response, at: now, body: nil)) }
        switch response.status {
        case 200: return isConfirmed ? .delivered(remoteID: nil) : .accepted
        case 202: return .accepted
        case _: return .otherwise(response, at: now)
        }
    }
}
