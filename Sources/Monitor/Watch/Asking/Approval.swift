import Controls
import Ledger
import ProbeKit

/// The approval of the state that one execution of a probe has observed, with what differs from the one before.
struct Approval {
    private(set) var record = BaselineRecord()

    init(
        _ request: ControlRequest, by peer: Peer, at now: ClockReading, entry: ProbeEntry?, _ duty: Duty, _ standing: Standing,
        _ reader: LedgerReader
    ) throws(ApprovalProblem) {
        guard let entry else { throw .unknownProbe(request.probe ?? "") }
        let probe = entry.manifest.probe
        guard let approvable = entry.approvable else { throw .nothingToApprove(probe) }
        guard let number = request.execution ?? standing.lastObserved[probe]?.number else { throw .neverObserved(probe) }
        let said = try Self.statement(request, by: peer, at: now)
        let evidence = try Self.evidence(of: number, probe, reader)
        let before = standing.baselines[probe]
        let settings = Settings(duty.configuration.settings[probe] ?? [])
        let items = { (number: Int64, bytes: [UInt8]) throws(ApprovalProblem) -> [ApprovableItem] in
            do throws(RecordProblem) { return try approvable(settings, bytes) } catch { throw .unreadable(number, error) }
        }
        record.probe = probe
        record.execution = number
        record.evidence = evidence.digest
        (record.approver, record.approvedAt, record.text) = (said.author, said.moment, said.text)
        record.previous = before?.execution
        // Evidence of an earlier version may be one that nobody can read any more.
        let known = before.flatMap { before in
            try? items(before.execution, Self.evidence(of: before.execution, probe, reader).bytes)
        }
        describe(BaselineDifference(from: known ?? [], to: try items(number, evidence.bytes)))
    }

    private mutating func describe(_ differences: BaselineDifference) {
        (record.added, record.changed, record.removed) = (differences.added, differences.changed, differences.removed)
        record.differences = differences.lines()
    }

    private static func statement(
        _ request: ControlRequest, by peer: Peer, at now: ClockReading
    ) throws(ApprovalProblem) -> Statement {
        do throws(DeficiencyProblem) {
            return try Statement(author: peer.author, moment: now.wall, text: request.text ?? "")
        } catch { throw .statement(error) }
    }

    private static func evidence(
        of number: Int64, _ probe: String, _ reader: LedgerReader
    ) throws(ApprovalProblem) -> KeptEvidence {
        do throws(LedgerFailure) {
            let id = ExecutionID(number: number)
            if let execution = try reader.execution(id), execution.procedure.probe == probe, let evidence = try reader.evidence(of: id) {
                return evidence
            }
        } catch { throw .ledger(error) }
        throw .otherExecution(number, probe)
    }
}
