import Controls
import Ledger
import Notices
import ProbeKit

@testable import Monitor

/// What a ledger tells to somebody who reads it from its beginning, and does not believe that people were told the right things.
struct LedgerHistory {
    private(set) var leaves: [[UInt8]] = []
    private(set) var missed: [MissedRecord] = []
    private(set) var clocks: [ClockRecord] = []
    private(set) var executions = 0
    private(set) var openings = 0
    private(set) var complaints: [String] = []
    /// What people believe of each subject.
    private var beliefs: [TestedSubject: Belief] = [:]
    private var subjects: [Int64: TestedSubject] = [:]
    private var opened: Set<Int64> = []
    /// Opened since the last notices, while nobody believed so.
    private var untold: [Int64] = []

    private enum Belief { case open, flapping }

    init(_ reader: LedgerReader) throws {
        try reader.leaves { _, bytes throws(LedgerFailure) in leaves.append(bytes) }
        try reader.entries { entry throws(LedgerFailure) in
            do throws(RecordProblem) { try take(entry) } catch { throw .record(error) }
        }
        endCycle()
    }

    /// - Parameter booted: when each boot began, by true time.
    func agreement(with truth: Truth, booted: [String: Int64]) -> (seen: Int, right: Int, wrong: [String]) {
        var truth = truth
        for clock in clocks { truth.tied(clock, at: (booted[clock.after.bootID] ?? 0) + clock.after.boot.nanoseconds) }
        var (seen, right) = (0, 0)
        var wrong: [String] = []
        for record in missed {
            let agreement = truth.agreement(record)
            (seen, right) = (seen + agreement.seen, right + agreement.right)
            if agreement.right < agreement.seen { wrong.append("\(agreement.seen - agreement.right) of \(record)") }
        }
        return (seen, right, wrong)
    }

    private mutating func take(_ entry: LedgerEntry) throws(RecordProblem) {
        switch entry {
        case .leaf(let envelope, let what): if envelope.kind == .clock { clocks.append(try ClockRecord(canonicalJSON: what)) }
        case .cycle: endCycle()
        case .execution(_, let changes):
            executions += 1
            for change in changes { take(change) }
        case .missed(let record): missed.append(try MissedRecord(canonicalJSON: record))
        case .change(let change): take(change)
        case .notice(_, let record): take(try Notice(canonicalJSON: record))
        case .delivery: break
        }
    }

    private mutating func take(_ change: DeficiencyChange) {
        guard case .opened(let opening) = change else { return }
        openings += 1
        subjects[opening.id.number] = opening.subject
        if beliefs[opening.subject] == nil { untold.append(opening.id.number) }
    }

    /// A cycle with many records has several leaves, and notices come last: what is untold then was to be told in the next part at most.
    private mutating func endCycle() {
        for number in untold { complaints.append("nobody was told that D-\(number) was opened") }
        untold = []
    }

    private mutating func take(_ notice: Notice) {
        guard let number = notice.deficiency, let subject = subjects[number] else { return }
        // When a silence has ended others are told what the journal has.
        guard notice.destinations.contains(Destination.journal) else { return }
        untold.removeAll { $0 == number }
        switch notice.kind {
        case .opened:
            if beliefs[subject] != nil { complaints.append("D-\(number) was told to people who knew") }
            if !opened.insert(number).inserted { complaints.append("D-\(number) was told twice") }
            beliefs[subject] = .open
        case .waived, .waiverEnded: beliefs[subject] = .open
        case .changed: if beliefs[subject] != .open { complaints.append("a change of D-\(number) was told to people who knew nothing") }
        case .closed:
            if beliefs[subject] != .open { complaints.append("the end of D-\(number) was told to people who knew nothing") }
            beliefs[subject] = nil
        case .flapping: beliefs[subject] = .flapping
        case .settled:
            if beliefs[subject] != .flapping { complaints.append("D-\(number) was told to be settled, and nobody knew it was not") }
            beliefs[subject] = notice.closedAt == nil ? .open : nil
        case .reminder: if beliefs[subject] != .open { complaints.append("people who knew nothing of D-\(number) were reminded of it") }
        case .stillFlapping:
            if beliefs[subject] != .flapping { complaints.append("D-\(number) was told to flap still, to people who knew nothing") }
        case .configurationRefused, .forkRefused, .storeFailed, .undelivered, .test: break
        }
    }
}
