import Controls

/// How much of a certificate's own lifetime has to be left: `1/6 min=24h max=30d`. The share suits certificates of six days as well as
/// of two years; the bounds keep it reasonable for those of ten.
struct RemainingLifetime: Hashable, Sendable, CustomStringConvertible {
    let share: Share
    let minimum: TimeSpan?
    let maximum: TimeSpan?

    /// What a value looks like, for people who mistyped one.
    static let expected = "SHARE [min=SPAN] [max=SPAN], such as 1/6 min=24h max=30d or 20%"

    /// The default of `ExpiryFail=`.
    static let usualFail = RemainingLifetime(Share(oneOf: 6), minimum: .hours(24), maximum: .days(30))
    /// The default of `ExpiryAttention=`.
    static let usualAttention = RemainingLifetime(Share(oneOf: 3), minimum: nil, maximum: .days(60))

    private init(_ share: Share, minimum: TimeSpan?, maximum: TimeSpan?) {
        self.share = share
        self.minimum = minimum
        self.maximum = maximum
    }

    /// Reads a value; nil for anything that is not exactly one.
    init?(_ text: String) {
        guard let words = splitWords(text), let first = words.first, let share = Share(first), share.denominator <= 1_000_000 else {
            return nil
        }
        var spans: [String: TimeSpan] = [:]
        for word in words.dropFirst() {
            let sides = word.split(separator: "=", maxSplits: 1)
            guard sides.count == 2, let span = TimeSpan(String(sides[1])), spans.updateValue(span, forKey: String(sides[0])) == nil else {
                return nil
            }
        }
        minimum = spans["min"]
        maximum = spans["max"]
        guard [minimum, maximum].count(where: { $0 != nil }) == spans.count else { return nil }
        if let minimum, let maximum, maximum < minimum { return nil }
        self.share = share
    }

    /// The seconds that have to be left of a lifetime.
    func seconds(of lifetime: Int64) -> Int64 {
        let part = share.of(max(0, lifetime))
        return min(max(part, minimum?.seconds ?? 0), maximum?.seconds ?? .max)
    }

    /// Whether it asks for more than another one of any lifetime. Both are straight lines between bounds, so that only where the bounds
    /// begin to hold, and at the longest lifetime, can one of them be furthest above the other.
    func canExceed(_ other: RemainingLifetime) -> Bool {
        (turns + other.turns + [1, Self.longest]).contains { seconds(of: $0) > other.seconds(of: $0) }
    }

    /// Seconds: longer than any certificate lives.
    private static let longest: Int64 = 1000 * 366 * 86_400

    /// The lifetimes, in seconds, at which a bound begins or ceases to hold.
    private var turns: [Int64] {
        [minimum, maximum].compactMap { bound in
            guard let bound, share.numerator > 0 else { return nil }
            let (product, overflow) = bound.seconds.multipliedReportingOverflow(by: Int64(share.denominator))
            return overflow ? Self.longest : min(Self.longest, product / Int64(share.numerator))
        }
    }

    var description: String {
        let bounds = [minimum.map { "min=\($0)" }, maximum.map { "max=\($0)" }].compactMap(\.self)
        return (["\(share.numerator)/\(share.denominator)"] + bounds.map(quotedWord)).joined(separator: " ")
    }
}
