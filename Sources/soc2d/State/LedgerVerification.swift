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
    private let neighbour: (path: HostPath, found: Result<RememberedCheckpoint, Evidence.Unusable>)?

    /// - Parameters:
    ///   - keys: none to take the one that the file itself names.
    ///   - neighbour: where the monitor that writes this ledger keeps its newest checkpoint; nil for a file that somebody named.
    init(
        _ path: HostPath, keys: [VerifierKey], anchors: [(name: String, signed: SignedCheckpoint)], neighbour: HostPath? = nil
    ) throws {
        self.path = path
        self.anchors = anchors
        // Before the ledger: the monitor writes the other way round.
        let beside = neighbour.map { ($0, Evidence.neighbour(at: $0)) }
        ledger = try OpenLedger(path, isNamed: neighbour == nil)
        isKeyFromFile = keys.isEmpty
        let own = keys.isEmpty ? try? Evidence.key(namedBy: ledger.reader) : nil
        let keys = keys + (own.map { [$0] } ?? [])
        self.keys = keys
        self.neighbour = beside.map { path, found in (path, found.flatMap { Self.remembered($0, path, keys) }) }
    }

    func verification() -> Verification {
        let replay = LedgerReplay(of: ledger.reader)
        return Verification(
            file: path.escaped, integrity: strangeAnchor ?? integrity(replay), completeness: completeness(replay),
            key: keys.first?.description, isKeyFromFile: isKeyFromFile, anchors: anchors.count, neighbour: neighbourLimit)
    }

    private static func remembered(
        _ signed: SignedCheckpoint, _ path: HostPath, _ keys: [VerifierKey]
    ) -> Result<RememberedCheckpoint, Evidence.Unusable> {
        do throws(NoteProblem) { _ = try signed.signers(among: keys) } catch {
            return .failure(Evidence.Unusable(text: "it is not of this log: \(error)"))
        }
        return .success(RememberedCheckpoint(signed.checkpoint, in: path.escaped))
    }

    private var neighbourLimit: String? {
        neighbour.map { path, found in
            switch found {
            case .success(let remembered):
                "the checkpoint \(path), of \(remembered.checkpoint.head.size) leaves, lies beside the ledger: it shows an old copy that was"
                    + " put back, and nothing about who can replace both"
            case .failure(let unusable):
                "the checkpoint \(path) counts for nothing (\(unusable.text)): a ledger that was put back from an old copy would not show"
            }
        }
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

    private func integrity(_ replay: LedgerReplay) -> Verification.Judgement {
        let remembered = anchors.map { RememberedCheckpoint($0.signed.checkpoint, in: $0.name) }
        let found = EvidenceVerification.report(
            of: ledger.reader, keys: keys, anchors: remembered, neighbour: try? neighbour?.found.get())
        let report = found.with(replay.broken)
        let isGood =
            switch report.verdict {
            case .verified: true
            case .broken, .unsigned: false
            }
        // Without any anchor the report says the same in other words.
        let limit = anchors.isEmpty ? nil : report.limit
        return Verification.Judgement(report.description, isGood: isGood, grounds: report.grounds + (limit.map { [$0] } ?? []))
    }

    private func completeness(_ replay: LedgerReplay) -> Verification.Judgement {
        switch replay.completeness {
        case .success(let report):
            Verification.Judgement(report.verdict.description, isGood: report.verdict == .reconciled, grounds: report.grounds)
        case .failure(let failure): Verification.Judgement("cannot be told (\(failure))", isGood: false)
        }
    }
}
