import Controls

/// How the time of an execution is shared out among questions, of which the courier works on four at a time.
struct QuestionTime: Hashable {
    /// What each question may take.
    let milliseconds: Int
    /// How many there is time for.
    let asked: Int

    /// Milliseconds for finding the addresses of one of so many names: an eighth of the time is for all of them together.
    static func forName(of names: Int, within deadline: TimeSpan) -> Int {
        let usable = Int(clamping: deadline.nanoseconds / 1_000_000 / 8)
        return max(1, min(5000, usable * atOnce / max(atOnce, names)))
    }

    private static let atOnce = 4

    /// A quarter of the time is kept for everything else.
    /// - Parameter each: the milliseconds that a question may take; less than the lower bound is of no use.
    init(questions: Int, within deadline: TimeSpan, each: ClosedRange<Int>) {
        let usable = Int(clamping: deadline.nanoseconds / 1_000_000 / 4 * 3)
        let rounds = max(1, (questions + Self.atOnce - 1) / Self.atOnce)
        milliseconds = max(1, min(each.upperBound, max(usable / rounds, min(each.lowerBound, usable))))
        asked = min(questions, max(1, usable / milliseconds) * Self.atOnce)
    }
}
