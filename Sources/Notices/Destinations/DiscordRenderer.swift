package import Controls

/// A webhook of Discord. It is told to allow no mention, and all text from the host stands in a code block.
package struct DiscordRenderer: Renderer {
    /// A message has 2000 characters.
    private static let room = MessageText.Room(all: 2000 - CodeBlock.marks, fact: 400)
    private static let form = TextForm(disarmed: [.mention, .link, .backtick])

    /// What is closed is told by a message of its own, since nobody hears of an edit, and then written into the message that opened it.
    package func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody] {
        let text = MessageText(message, size, Self.form, Self.room)
        let json: JSON = ["content": .text(CodeBlock.text(text, bold: "**")), "allowed_mentions": ["parse": []]]
        var create = RenderedBody(json, eventID: message.lead.notice.eventID)
        create.query = [RenderedBody.QueryItem("wait", "true")]
        guard message.isClosed, let earlier = message.earlier, earlier.isNumber else { return [create] }
        var update = RenderedBody(json, eventID: message.lead.notice.eventID)
        update.operation = .update
        update.path = ["messages", earlier]
        return [create, update]
    }

    /// A message that was not kept is answered with 200 too, but has no id.
    package func classify(_ response: Response, at now: Moment) -> ResponseClass {
        let members = response.members
        if response.status == 200, let id = members["id"], id.isNumber { return .delivered(remoteID: id) }
        switch (response.status, members["code"]) {
        // Somebody deleted the message that was to be edited.
        case (404, "10008"): return .delivered(remoteID: nil)
        // BASE_TYPE_MAX_LENGTH, "Must be 2000 or fewer in length."
        case (400, _) where response.mentions(["base_type_max_length", "or fewer in length"]): return .tooLarge
        case _: return .otherwise(response, at: now, body: members["retry_after"].map { .seconds($0) })
        }
    }
}

extension String {
    /// Whether it is digits alone, as ids of messages are.
    package var isNumber: Bool { (1...20).contains(utf8.count) && utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) }
}
