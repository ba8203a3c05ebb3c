/// A message as lines of text, fit for one destination: cleaned, disarmed, escaped, and within its bounds in bytes of UTF-8.
struct MessageText: Sendable {
    /// In our words alone.
    let title: String
    let lines: [Line]
    /// The ends of the event ids, and the line of the log.
    let tail: [Line]

    struct Line: Hashable, Sendable {
        /// In our words alone; may be empty.
        let label: String
        /// From anybody.
        let text: String

        var joined: String { label.isEmpty ? text : "\(label): \(text)" }
    }

    /// Bounds of one destination in bytes.
    struct Room: Sendable {
        /// Of all together.
        let all: Int
        /// Of one fact.
        let fact: Int
        /// What each line costs beside its text.
        var line = 1
    }

    /// So many items are told in full.
    private static let fullItems = 5
    private static let footerLimit = 120

    init(_ message: Message, _ size: MessageSize, _ form: TextForm, _ room: Room, saysIfSecond: Bool = true) {
        title = Self.title(of: message) + (message.mayBeSecond && saysIfSecond ? " (possible duplicate)" : "")
        tail = Self.tail(of: message, size, form, room)
        let left = room.all - Self.cost(tail, room) - title.utf8.count - room.line
        lines = Self.fitting(Self.lines(of: message, size, form, room), into: left, room)
    }

    /// All of it, for receivers that parse nothing.
    var joined: String { (["\(title): \(lines.first?.joined ?? "")"] + (lines.dropFirst() + tail).map(\.joined)).joined(separator: "\n") }
    /// What stands below the title.
    var belowTitle: String { (lines + tail).map(\.joined).joined(separator: "\n") }

    private static func title(of message: Message) -> String {
        guard message.items.count > 1 else { return message.lead.title }
        var counts: [(state: String, count: Int)] = []
        for state in message.items.map(\.notice.state) {
            if let place = counts.firstIndex(where: { $0.state == state }) { counts[place].count += 1 } else { counts.append((state, 1)) }
        }
        let noun = message.items.allSatisfy { $0.notice.deficiency != nil } ? "deficiencies" : "notices"
        let others = counts.dropFirst(namedStates).reduce(0) { $0 + $1.count }
        let named = counts.prefix(namedStates).map { "\($0.count) \($0.state)" } + (others > 0 ? ["\(others) other"] : [])
        return "\(message.items.count) \(noun): " + named.joined(separator: ", ")
    }

    /// A title stays below 150 bytes, the shortest that a vendor takes.
    private static let namedStates = 2

    private static func lines(of message: Message, _ size: MessageSize, _ form: TextForm, _ room: Room) -> [Line] {
        let isGroup = message.items.count > 1
        let limit = size == .full ? room.fact : min(room.fact, 300)
        let told = size == .oneLine ? [message.lead] : message.items
        return told.flatMap { item in
            let matter = form.text(item.notice.matter(nameLimit: limit / 3), limit: limit * 2)
            let head = Line(label: isGroup ? item.shortTitle : "", text: matter)
            guard size == .full, message.items.count <= fullItems else { return [head] }
            return [head] + item.notice.facts.map { Line(label: $0.label, text: form.text($0.text, limit: limit)) }
        }
    }

    private static func tail(of message: Message, _ size: MessageSize, _ form: TextForm, _ room: Room) -> [Line] {
        let most = size == .oneLine ? 1 : max(1, room.all / 3 / 9)
        let tails = message.items.map(\.notice.eventTail)
        let more = tails.count - most
        let listed = (tails.prefix(most) + (more > 0 ? ["and \(more) more"] : [])).joined(separator: " ")
        let event = Line(label: tails.count == 1 ? "event" : "events", text: listed)
        return [event] + (footer(message.checkpoint, form).map { [Line(label: "", text: $0)] } ?? [])
    }

    /// `log <origin> <size> <root> <keyid>` in at most 120 bytes; of an origin that is too long the beginning is kept.
    private static func footer(_ checkpoint: String, _ form: TextForm) -> String? {
        let words = checkpoint.plain.split(separator: " ")
        guard let origin = words.first else { return nil }
        let rest = words.dropFirst().joined(separator: " ")
        let space = footerLimit - "log  ".utf8.count - rest.utf8.count
        guard space >= 16 else { return nil }
        let whole = form.text("log \(origin) \(rest)", limit: .max)
        if whole.utf8.count <= footerLimit { return whole }
        var kept = String(origin.prefix(space - 3))
        while form.text("log \(kept)… \(rest)", limit: .max).utf8.count > footerLimit, !kept.isEmpty { kept.removeLast() }
        return form.text("log \(kept)… \(rest)", limit: .max)
    }

    private static let remainder = 32

    private static func fitting(_ lines: [Line], into bytes: Int, _ room: Room) -> [Line] {
        var kept: [Line] = []
        var used = 0
        for (index, line) in lines.enumerated() {
            used += cost([line], room)
            let isLast = index == lines.count - 1
            guard used + (isLast ? 0 : remainder + room.line) <= bytes else {
                return kept + [Line(label: "", text: "… (\(lines.count - index) more \(isLast ? "line" : "lines"))")]
            }
            kept.append(line)
        }
        return kept
    }

    private static func cost(_ lines: [Line], _ room: Room) -> Int {
        lines.reduce(0) { $0 + $1.label.utf8.count + $1.text.utf8.count + 2 + room.line }
    }
}
