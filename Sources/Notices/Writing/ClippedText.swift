internal import Controls

extension String {
    /// One line of at most so many bytes of UTF-8 that can forge nothing. What is longer ends in `… (23 more bytes)`.
    package func clipped(to limit: Int) -> String {
        let text = printable
        let length = text.utf8.count
        guard length > limit else { return text }
        var kept = 0
        var end = text.startIndex
        for index in text.indices {
            let size = text[index].utf8.count
            guard kept + size <= limit - Self.endingLimit else { break }
            kept += size
            end = text.index(after: index)
        }
        return "\(text[..<end])… (\(length - kept) more bytes)"
    }

    /// What `… (… more bytes)` takes at most.
    private static let endingLimit = 40
}
