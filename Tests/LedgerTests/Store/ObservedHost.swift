import Controls
import Ledger
import ProbeKit

/// A host of two probes whose subjects come, go and fail by a seed, and the register that follows it.
struct ObservedHost {
    var register = DeficiencyRegister()
    var generator = SeededGenerator(state: 1)
    private var minute: Int64 = 0
    private(set) var looks = 0

    /// One cycle: two executions, and now and then everything else that a cycle can have.
    mutating func look(_ first: ExecutionID) throws -> Cycle {
        minute += 1
        looks += 1
        var cycle = Cycle(at: LeafMoment(boot: "b0", boottime: minute * 60_000_000_000, wall: now))
        cycle.executions = [try execution(first.number, of: "accounts"), try execution(first.number + 1, of: "ports")]
        if looks % 3 == 0 { cycle.missed = [Array(#"{"probe":"backups","slot":\#(looks)}"#.utf8)] }
        if looks % 4 == 0, let open = register.open.last(where: { $0.acknowledgement == nil }) {
            let change = try register.acknowledging(open.id, by: Controls.Statement(author: "ada", moment: now, text: "T-\(looks)"))
            try register.apply(change)
            cycle.changes = [change]
        }
        if looks % 5 == 0 { cycle.leaves = [try Cycle.LeafDraft(.clock, Note(text: "step \(looks)"))] }
        if looks % 6 == 0 { cycle.deliveries = [Array(#"{"delivered":\#(looks)}"#.utf8)] }
        if looks % 10 == 0 { cycle.standing = Note(text: "looks \(looks - 1)") }
        cycle.notices = cycle.executions.flatMap(\.checks).flatMap(\.changes).compactMap { change in
            guard case .opened(let opening) = change else { return nil }
            return Array(#"{"opened":\#(opening.id.number)}"#.utf8)
        }
        return cycle
    }

    private var now: Moment { Moment(seconds: 1_790_000_000 + minute * 60) }

    private mutating func execution(_ number: Int64, of probe: String) throws -> Cycle.Execution {
        let check = TestedCheck(control: "AC-1", check: CheckID(probe: probe, name: "known"))
        var results = Results(following: [check.check: Set(register.open(of: check).map(\.subject.subject))])
        for subject in 0..<6 { results.add(result(check.check, "s\(subject)")) }
        let executed = ExecutedCheck(
            check, severity: .high, execution: ExecutionID(number: number), at: now, results: results.named,
            population: results.populations[check.check, default: Population()])
        let changes = register.changes(after: executed)
        for change in changes { try register.apply(change) }
        var procedure = Procedure()
        (procedure.probe, procedure.plan) = (probe, "p1")
        let times = ExecutionTimes(
            scheduled: now, tie: 1, started: now, ended: now, boottime: minute * 60_000_000_000, trigger: number == 1 ? .firstLook : nil)
        let evidence = Array(#"{"seen":"\#(Int.random(in: 0..<3, using: &generator))"}"#.utf8)
        return Cycle.Execution(
            ExecutionID(number: number), times, procedure: procedure, checks: [(executed, changes)],
            evidence: number % 7 == 0 ? nil : evidence)
    }

    private mutating func result(_ check: CheckID, _ subject: String) -> CheckResult {
        let verdict: Verdict =
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: .fail(.unexpected)
            case 1: .fail(.missing)
            case 2: .inconclusive(.unreadable)
            default: .pass
            }
        return CheckResult(
            check, subject: subject, verdict, required: "none", observed: "“\(subject)”", sources: [Source("/etc/passwd", line: 3)],
            notes: verdict == .fail(.missing) ? [Controls.Note(.attention, "look")] : [])
    }

    struct Note: RecordedObject {
        var text = ""

        init() {}
        init(text: String) { self.text = text }

        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) { try form.field("text", &text) }
    }
}
