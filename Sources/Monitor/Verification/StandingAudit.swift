import Ledger
import ProbeKit

/// Replays what a ledger comes to, and holds the kept copy of it against the replay. The history of deficiencies needs no replay of its own:
/// it takes the same changes into a register of the same kind.
struct StandingAudit {
    private var standing = Standing()
    private let kept: (size: Int64, copy: [UInt8], isNamed: Bool)?
    private var isCompared = false
    /// The first thing that is wrong.
    private(set) var verdict: IntegrityVerdict?

    private static let name = "the kept copy of the standing"

    init(_ reader: LedgerReader) throws(LedgerFailure) { kept = try reader.keptCopy() }

    mutating func take(_ found: Result<LedgerEntry, LedgerFailure>, of leaf: Int64) {
        guard verdict == nil else { return }
        do throws(LedgerFailure) {
            let entry = try found.get()
            if case .leaf(let envelope, _) = entry, envelope.kind == .standing, envelope.seq == kept?.size { compare(at: leaf) }
            try standing.take(entry)
        } catch {
            verdict = .broken(at: leaf, error.showsDamage ? .record("the replay", error.description) : .unread(error.description))
        }
    }

    /// Behind the last entry.
    mutating func finish() {
        guard let kept, !isCompared, verdict == nil else { return }
        verdict = .broken(at: nil, .record(Self.name, "is of \(kept.size) leaves, and no leaf behind them names it"))
    }

    private mutating func compare(at leaf: Int64) {
        isCompared = true
        guard let kept else { return }
        guard kept.isNamed else {
            verdict = .broken(at: leaf, .record(Self.name, "is not the one that the leaf names"))
            return
        }
        standing.size = kept.size
        // What another version of this program wrote is passed over by whoever starts from a copy.
        guard let copy = try? Standing(canonicalJSON: kept.copy), copy.size == kept.size, copy != standing else { return }
        verdict = .broken(at: leaf, .record(Self.name, "is not what the leaves before it come to"))
    }
}
