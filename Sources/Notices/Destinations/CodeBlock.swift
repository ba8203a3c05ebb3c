/// Text for chats whose Markdown has no escapes: our title in bold, and all else in a code block, where nothing is parsed and which nothing
/// in it can end.
enum CodeBlock {
    /// What the marks around title and text take.
    static let marks = 16

    static func text(_ text: MessageText, bold: String) -> String {
        "\(bold)\(text.title)\(bold)\n```\n\(text.belowTitle)\n```"
    }
}
