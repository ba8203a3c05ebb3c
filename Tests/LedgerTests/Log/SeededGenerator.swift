import Ledger

/// The same numbers on every run: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var number = state
        number = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
        return number ^ number >> 31
    }
}

/// "Random" bytes that count up from a number.
struct CountingRandom: RandomSource {
    var first: UInt8 = 0

    func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomFailure) {
        for index in bytes.indices { bytes[index] = first &+ UInt8(truncatingIfNeeded: index) }
    }
}

/// A kernel without random bytes.
struct NoRandom: RandomSource {
    func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomFailure) { throw RandomFailure(error: 38) }
}
