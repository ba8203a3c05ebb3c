import Controls
import Ledger

/// Verifies a ledger and says how long that took.
enum Verification {
    static func run(_ path: String) throws {
        let reader = try LedgerReader(path, hasher: TreeHasher())
        let clock = ContinuousClock()
        let keys = [try Host.key().verifier]
        var verdict = IntegrityVerdict.unsigned(0)
        let spent = clock.measure { verdict = EvidenceVerification.integrity(of: reader, keys: keys) }
        print("\(verdict) in \(spent)")
    }
}
