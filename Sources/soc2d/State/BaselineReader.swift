import Controls
import Ledger
import Monitor
import ProbeKit
import Reports

/// Reads the approved state of one probe, and compares it with what the host showed.
struct BaselineReader {
    private let reader: LedgerReader
    private let standing: Standing
    private let probe: String
    private let items: ([UInt8]) throws(RecordProblem) -> [ApprovableItem]

    init(
        _ reader: LedgerReader, of probe: String, items: @escaping ([UInt8]) throws(RecordProblem) -> [ApprovableItem]
    ) throws(LedgerFailure) {
        self.reader = reader
        self.probe = probe
        self.items = items
        standing = try Standing.read(from: reader)
    }

    /// What is approved, item by item.
    func approved() throws(LedgerFailure) -> BaselineState {
        var state = state
        state.items = try approvedItems().map { ApprovedItem($0.check, subject: $0.subject, value: $0.value) }
        return state
    }

    /// What one execution observed against what is approved; nil where there is no such observation.
    /// - Parameter number: nil for the last execution that observed anything.
    func difference(in number: Int64?) throws(LedgerFailure) -> BaselineState? {
        let wanted = number.map(ExecutionID.init) ?? standing.lastObserved[probe]
        guard let wanted, let execution = try reader.execution(wanted), execution.procedure.probe == probe,
            let evidence = try reader.evidence(of: wanted)
        else { return nil }
        let difference = BaselineDifference(from: try approvedItems(), to: try read(evidence))
        var state = state
        state.difference = BaselineState.Difference(
            execution: wanted.number, moment: execution.times.started, lines: difference.changes.map(DriftLine.init))
        return state
    }

    private var state: BaselineState {
        var state = BaselineState(probe: probe)
        state.approval = standing.baselines[probe].map {
            BaselineState.Approval(by: $0.approver, at: $0.approvedAt, execution: $0.execution, text: $0.text)
        }
        return state
    }

    private func approvedItems() throws(LedgerFailure) -> [ApprovableItem] {
        guard let baseline = standing.baselines[probe] else { return [] }
        guard let evidence = try reader.evidence(of: ExecutionID(number: baseline.execution)) else {
            throw .unfit("the evidence of execution \(baseline.execution), which is approved for \(probe), is not in this ledger any more")
        }
        return try read(evidence)
    }

    private func read(_ evidence: KeptEvidence) throws(LedgerFailure) -> [ApprovableItem] {
        do throws(RecordProblem) { return try items(evidence.bytes) } catch { throw .record(error) }
    }
}

extension DriftLine {
    fileprivate init(_ change: BaselineDifference.Change) {
        let (before, after) = (change.before.joined(separator: " and "), change.after.joined(separator: " and "))
        let drift: Drift =
            switch change.kind {
            case .added: .added(after)
            case .removed: .removed(before)
            case .changed: .changed(from: before, to: after)
            }
        self.init(change.check, subject: change.subject, drift)
    }
}
