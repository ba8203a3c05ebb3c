internal import Controls

/// What one destination is told at once: one notice, or several as a group or a digest.
package struct Message: Hashable, Sendable {
    /// The item that matters most.
    package let lead: Item
    /// All items: what is open before what is closed, then the more severe, then the older.
    package let items: [Item]
    /// The newest checkpoint: `<origin> <size> <root> <keyid>`.
    package let checkpoint: String
    /// The signed note of the checkpoint; empty where there is none.
    package let note: String
    /// Whether it may have arrived before.
    package let mayBeSecond: Bool
    /// What the destination called the message that told of the opening; only where that told of these very deficiencies and no other.
    package let earlier: String?

    package struct Item: Hashable, Sendable {
        package let notice: Notice
        /// By which receivers know that two notices are about the same: hexadecimal digits, such as the SHA-256 of host, control, check and
        /// subject.
        package let key: String
        /// Whether the destination hears of the beginning together with the end.
        package let isWhole: Bool

        package init(_ notice: Notice, key: String, isWhole: Bool = false) {
            (self.notice, self.key, self.isWhole) = (notice, key.alphanumeric(limit: 64), isWhole)
        }

        /// `Deficiency D-41 open`, in our words alone.
        var title: String { span.map { "Deficiency \($0)" } ?? notice.title }
        /// The same in a list.
        var shortTitle: String { span ?? notice.shortTitle }

        private var span: String? {
            guard isWhole, let number = notice.deficiency, let start = notice.firstFailure, let end = notice.closedAt else { return nil }
            return "\(DeficiencyID(number: number)) was open from \(start.rfc3339) to \(end.rfc3339)"
        }
    }

    package init(
        _ item: Item, _ others: [Item] = [], checkpoint: String = "", note: String = "", mayBeSecond: Bool = false, earlier: String? = nil
    ) {
        items = ([item] + others).enumerated().sorted { Self.goesBefore($0, $1) }.map(\.element)
        lead = items.first ?? item
        self.checkpoint = checkpoint
        self.note = note
        self.mayBeSecond = mayBeSecond
        self.earlier = earlier
    }

    private typealias Place = (offset: Int, element: Item)

    /// Event ids begin with the time; what has the same keeps its order.
    private static func goesBefore(_ one: Place, _ other: Place) -> Bool {
        let (first, second) = (one.element.notice, other.element.notice)
        if first.isClosed != second.isClosed { return second.isClosed }
        if first.severity != second.severity { return first.severity > second.severity }
        let (time, later) = (first.eventID.prefix(12), second.eventID.prefix(12))
        return time == later ? one.offset < other.offset : time < later
    }

    /// Whether nothing in it is open any more.
    var isClosed: Bool { items.allSatisfy(\.notice.isClosed) }
    /// The message about one of its items alone.
    func part(_ item: Item) -> Message { Message(item, checkpoint: checkpoint, note: note, mayBeSecond: mayBeSecond, earlier: earlier) }
}
