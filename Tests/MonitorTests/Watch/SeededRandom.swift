import Ledger
import Synchronization

/// "Random" bytes that are the same for the same seed.
final class SeededRandom: RandomSource {
    private let dice: Mutex<Dice>

    init(seed: UInt64) { dice = Mutex(Dice(seed: seed)) }

    func fill(_ bytes: inout MutableSpan<UInt8>) throws(RandomFailure) {
        let drawn = dice.withLock { dice in (0..<bytes.count).map { _ in UInt8(truncatingIfNeeded: dice.next()) } }
        for index in bytes.indices { bytes[index] = drawn[index] }
    }
}
