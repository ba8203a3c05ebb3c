internal import Controls

/// How fast one remote destination is told anything. Times are on the boot clock, in nanoseconds.
struct Pace: Sendable {
    /// How many letters in a row did not arrive. While there are any, a single notice tries whether the next would.
    private(set) var failures = 0
    /// Nothing goes out before.
    private var rest: Int64?
    private var families: [String: Family] = [:]
    /// When the letter under way began.
    private var begun: Int64?

    /// Letters about one family of controls that follow one another.
    private struct Family: Sendable {
        var last: Int64
        var letters: Int
    }

    /// People get the first letter of a family at once, the second after this, …
    private static let groupWait = TimeSpan.seconds(30).nanoseconds
    /// … and the others so long after the one before. When nothing was said for as long, the next is a first again.
    private static let groupInterval = TimeSpan.minutes(5).nanoseconds
    /// Every receiver takes a letter a second.
    private static let spacing = TimeSpan.seconds(1).nanoseconds

    /// When a letter about a family may go, at the earliest.
    func earliest(_ family: String?, at now: Int64) -> Int64 {
        let rest = rest ?? now
        guard let family, failures == 0, let before = families[family], now - before.last < Self.groupInterval else { return rest }
        return max(rest, before.last + (before.letters == 1 ? Self.groupWait : Self.groupInterval))
    }

    mutating func begin(_ family: String, at now: Int64) {
        begun = now
        let before = families[family].flatMap { now - $0.last <= Self.groupInterval ? $0 : nil }
        // A letter is one, however many of a family it tells of.
        guard before?.last != now else { return }
        families = families.filter { now - $0.value.last <= Self.groupInterval }
        families[family] = Family(last: now, letters: (before?.letters ?? 0) + 1)
    }

    mutating func succeed(at now: Int64) { (failures, rest) = (0, now + Self.spacing) }
    /// What did not arrive was not said.
    mutating func fail(until time: Int64) {
        (failures, rest) = (failures + 1, time)
        families = families.filter { $0.value.last != begun }
    }
    mutating func rest(until time: Int64) { rest = max(rest ?? time, time) }
    /// Something was changed by an operator: whatever stood in the way may be gone.
    mutating func reset() { self = Pace() }
}
