import Controls
import Ledger
import Notices
import ProbeKit

/// A page of the daybook on its way to become a cycle of the ledger: numbers are given, and it is worked out what changes and who is told.
struct CycleDraft {
    var cycle: Cycle
    var footing: Footing
    let duty: Duty
    let random: any RandomSource
    let now: ClockReading

    init(of page: Daybook.Page, on footing: Footing, _ duty: Duty, random: any RandomSource) throws(LedgerFailure) {
        self.footing = footing
        self.duty = duty
        self.random = random
        now = page.moment
        cycle = Cycle(at: LeafMoment(now))
        for posting in page.postings { try write(posting) }
    }

    private mutating func write(_ posting: Posting) throws(LedgerFailure) {
        switch posting {
        case .leaf(let leaf): cycle.leaves.append(leaf)
        case .waivers(let changes): try write(changes)
        case .silences(let changes): try write(changes)
        case .execution(let performed): try write(performed)
        case .missed(let record): cycle.missed.append(try record.bytes())
        case .change(let change): try write(change)
        case .notice(let notice): try write(notice)
        case .reminders(let subjects): try remind(of: subjects)
        case .test(let destination): try writeTest(of: destination)
        case .answered(let answered): try write(answered)
        }
    }

    private mutating func write(_ performed: Performed) throws(LedgerFailure) {
        let id = footing.takeExecutionNumber()
        var checks: [(executed: ExecutedCheck, changes: [DeficiencyChange])] = []
        for executed in performed.executed(as: id, after: footing.register) {
            let changes = footing.register.changes(after: executed)
            for change in changes { try footing.apply(change) }
            checks.append((executed, changes))
            let occasions = footing.telling.take(
                executed.test, severity: executed.severity, results: executed.results,
                isComplete: executed.performance.inventory.isComplete, at: executed.performance.moment,
                by: footing.plans.tellingRule(for: executed.test.check, executedBy: performed.instruction.procedure))
            let told = occasions.filter { !($0.kind == .changed && footing.unsettled.contains($0.subject)) }
            let unsettled = footing.unsettled.filter { $0.test == executed.test }
            guard !told.isEmpty || !unsettled.isEmpty else { continue }
            let deciding = executed.results.deciding.map { ($0.subject, $0) }
            let results = Dictionary(deciding) { first, _ in first }
            try write(told, results: results)
            try settle(unsettled.subtracting(told.map(\.subject)).inOrder, results: results)
            footing.unsettled.subtract(unsettled.filter(footing.settlement.isSettled))
        }
        for document in performed.reply.documents { try write(document) }
        cycle.executions.append(
            Cycle.Execution(
                id, performed.times, procedure: performed.instruction.procedure, checks: checks, evidence: performed.reply.evidence))
    }

    /// What people are accountable for is recorded when it is first relied on, when it or its signature is another one, and
    /// when it is gone.
    private mutating func write(_ document: Document) throws(LedgerFailure) {
        let known = footing.documents[document.path]
        guard known.map({ !$0.describes(document) }) ?? (document.content != nil) else { return }
        let record = DocumentRecord(document, after: known, noticed: now.wall)
        footing.documents[record.path] = record.digest == nil ? nil : record
        cycle.leaves.append(try .recording(document.kind.leaf, record))
    }

    private mutating func write(_ changes: [WaiverChange]) throws(LedgerFailure) {
        var ended: [Waiver] = []
        for change in changes {
            cycle.leaves.append(try .recording(.waiver, WaiverRecord(change)))
            footing.waivers.apply(change)
            if case .ended(let waiver, _, _) = change { ended.append(waiver) }
        }
        try write(footing.telling.take(changes), ended: ended)
    }

    private mutating func write(_ changes: [SilenceChange]) throws(LedgerFailure) {
        var ended: [Silence] = []
        for change in changes {
            cycle.leaves.append(try .recording(.silence, SilenceRecord(change)))
            footing.silences.apply(change)
            if case .ended(let silence, _, _) = change { ended.append(silence) }
        }
        if !ended.isEmpty { try settle(footing.settlement.subjects(after: ended, under: footing.silences)) }
    }

    mutating func write(_ change: DeficiencyChange) throws(LedgerFailure) {
        try footing.apply(change)
        cycle.changes.append(change)
    }
}

extension Document.Kind {
    fileprivate var leaf: LeafKind {
        switch self {
        case .restoreTest, .integrityCheck, .accessReview: .attestation
        case .roster: .roster
        }
    }
}

extension RecordedObject {
    /// Canonical JSON, for the ledger: in no more memory than it needs, since there may be ten thousand of it at once.
    func bytes() throws(LedgerFailure) -> [UInt8] {
        do throws(RecordProblem) {
            let grown = try canonicalJSON()
            var bytes: [UInt8] = []
            bytes.reserveCapacity(grown.count)
            bytes.append(contentsOf: grown)
            return bytes
        } catch { throw .record(error) }
    }
}

extension Cycle.LeafDraft {
    static func recording(_ kind: LeafKind, _ record: some RecordedObject) throws(LedgerFailure) -> Cycle.LeafDraft {
        do throws(RecordProblem) { return try Cycle.LeafDraft(kind, record) } catch { throw .record(error) }
    }
}
