package import Controls

/// Writes messages for one kind of receiver, and reads its answers.
package protocol Renderer: Sendable {
    /// Bytes that no body may exceed; at most 64 KiB.
    var limit: Int { get }

    /// The requests that carry a message, in their order; the message has arrived when all that create something have. They may be repeated
    /// from the first.
    /// In the last of the sizes each stays below the ``limit``.
    func draft(_ message: Message, _ size: MessageSize) -> [RenderedBody]

    /// What an answer to one request means.
    func classify(_ response: Response, at now: Moment) -> ResponseClass
}

extension Renderer {
    package var limit: Int { 65_536 }

    /// The requests in the wanted size, or the next smaller one that fits.
    package func render(_ message: Message, _ size: MessageSize = .full) -> [RenderedBody] {
        let bodies = draft(message, size)
        guard let smaller = size.smaller, bodies.contains(where: { $0.body.count > limit }) else { return bodies }
        return render(message, smaller)
    }
}

/// How much is said. Who refuses a body as too large, or as malformed, gets a smaller one.
package enum MessageSize: String, CaseIterable, Hashable, Sendable {
    case full, summary
    case oneLine = "one-line"

    package var smaller: MessageSize? {
        switch self {
        case .full: .summary
        case .summary: .oneLine
        case .oneLine: nil
        }
    }
}
