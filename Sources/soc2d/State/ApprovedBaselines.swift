import Controls
import Ledger
import LinuxHost
import Monitor
import ProbeKit

/// What people approved on this host, as far as its ledger may be read.
struct ApprovedBaselines {
    /// By probe.
    private(set) var states: [String: ApprovedState] = [:]
    /// Why nothing is known of them, in one line; nil where it is, and on a host that has no ledger.
    private(set) var problem: String?

    /// Nobody asked for them.
    static let none = ApprovedBaselines()

    private init() {}

    /// - Parameter probes: those whose baselines are wanted.
    init(of probes: [ProbeEntry], in ledger: HostPath) {
        let drifting = probes.filter { $0.approvable != nil }.map(\.manifest.probe)
        guard !drifting.isEmpty else { return }
        do throws(LedgerFailure) {
            let reader = try LedgerReader(ledger.text, hasher: OpenLedger.hasher())
            states = try reader.snapshot { () throws(LedgerFailure) in try Self.read(drifting, from: reader) }
        } catch {
            problem = Self.problem(error, ledger).map { "\($0); what was approved there does not count in this look" }
        }
    }

    private static func read(_ probes: [String], from reader: LedgerReader) throws(LedgerFailure) -> [String: ApprovedState] {
        let standing = try Standing.read(from: reader)
        var states: [String: ApprovedState] = [:]
        for probe in probes {
            guard let baseline = standing.baselines[probe] else { continue }
            // Evidence that is no longer kept is none, and the probe says that the state has to be approved anew.
            let evidence = try reader.evidence(of: ExecutionID(number: baseline.execution))?.bytes ?? []
            states[probe] = ApprovedState(approvedBy: baseline.approver, approvedAt: baseline.approvedAt, evidence: evidence)
        }
        return states
    }

    private static func problem(_ failure: LedgerFailure, _ ledger: HostPath) -> String? {
        guard case .database(let database) = failure else { return "\(ledger): \(failure)" }
        switch database.kind {
        case .missing: return nil
        case .denied, .refused, .busy, .full, .readOnly, .inputOutput, .poisoned, .damaged, .newer, .other: return "\(database)"
        }
    }
}
