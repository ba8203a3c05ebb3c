import Ledger
import Monitor
import ProbeKit
import Reports

/// Verifies one ledger file, twice over: what it holds, and what it lacks.
struct LedgerVerification {
    private let path: HostPath
    private let ledger: OpenLedger
    private let keys: [VerifierKey]
    private let isKeyFromFile: Bool
    private let anchors: [(name: String, signed: SignedCheckpoint)]

    /// - Parameter keys: none to take the one that the file itself names.
    init(_ path: HostPath, keys: [VerifierKey], anchors: [(name: String, signed: SignedCheckpoint)]) throws {
        self.path = path
        self.anchors = anchors
        ledger = try OpenLedger(path)
        isKeyFromFile = keys.isEmpty
        let own = keys.isEmpty ? try? Evidence.key(namedBy: ledger.reader) : nil
        self.keys = keys + (own.map { [$0] } ?? [])
    }

    func verification() -> Verification {
        Verification(
            file: path.escaped, integrity: strangeAnchor ?? integrity, completeness: completeness, key: keys.first?.description,
            isKeyFromFile: isKeyFromFile, anchors: anchors.count)
    }

    /// A checkpoint that these keys did not sign is of another log, and so is the file that names them.
    private var strangeAnchor: Verification.Judgement? {
        for anchor in anchors {
            do throws(NoteProblem) { _ = try anchor.signed.signers(among: keys) } catch {
                return Verification.Judgement("broken (the checkpoint \(anchor.name) is not of this log: \(error))", isGood: false)
            }
        }
        return nil
    }

    private var integrity: Verification.Judgement {
        let remembered = anchors.map { RememberedCheckpoint($0.signed.checkpoint, in: $0.name) }
        let report = EvidenceVerification.report(of: ledger.reader, keys: keys, anchors: remembered)
        let isGood =
            switch report.verdict {
            case .verified: true
            case .broken, .unsigned: false
            }
        // Without any anchor the report says the same in other words.
        let limit = anchors.isEmpty ? nil : report.limit
        return Verification.Judgement(report.description, isGood: isGood, grounds: report.grounds + (limit.map { [$0] } ?? []))
    }

    private var completeness: Verification.Judgement {
        do throws(LedgerFailure) {
            let report = try CompletenessVerification.report(of: ledger.reader)
            return Verification.Judgement(report.verdict.description, isGood: report.verdict == .reconciled, grounds: report.grounds)
        } catch {
            return Verification.Judgement("cannot be told (\(error))", isGood: false)
        }
    }
}
