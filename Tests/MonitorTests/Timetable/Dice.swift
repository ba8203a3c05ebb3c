import Controls

/// The same throws for the same seed (splitmix64).
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &self) }
    mutating func span(_ range: ClosedRange<TimeSpan>) -> TimeSpan {
        TimeSpan(nanoseconds: number(range.lowerBound.nanoseconds...range.upperBound.nanoseconds))
    }
    /// True once in so many throws.
    mutating func once(in count: Int64) -> Bool { number(1...count) == 1 }
}
