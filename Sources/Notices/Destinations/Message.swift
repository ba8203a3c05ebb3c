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

        package init(_ notice: Notice, key: String) { (self.notice, self.key) = (notice, key.alphanumeric(limit: 64)) }
    }

    package init(
        _ item: Item, _ others: [Item] = [], checkpoint: String = "", note: String = "", mayBeSecond: Bool = false, earlier: String? = nil
    ) {
        items = ([item] + others).sorted { Self.goesBefore($0.notice, $1.notice) }
        lead = items.first ?? item
        self.checkpoint = checkpoint
        self.note = note
        self.mayBeSecond = mayBeSecond
        self.earlier = earlier
    }

    private static func goesBefore(_ first: Notice, _ second: Notice) -> Bool {
        if first.isClosed != second.isClosed { return second.isClosed }
        if first.severity != second.severity { return first.severity > second.severity }
        return first.eventID < second.eventID
    }

    /// Whether nothing in it is open any more.
    var isClosed: Bool { items.allSatisfy(\.notice.isClosed) }
    /// The message about one of its items alone.
    func part(_ item: Item) -> Message { Message(item, checkpoint: checkpoint, note: note, mayBeSecond: mayBeSecond, earlier: earlier) }
}
