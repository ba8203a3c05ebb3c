import Controls

/// What something on the host shows about one check.
struct Finding: Hashable, Sendable {
    var verdict: Verdict
    var observed: String
    var notes: [Note] = []
    /// Lines that decided in this case and not in others.
    var sources: [Source] = []

    init(_ verdict: Verdict, _ observed: String, notes: [Note] = []) {
        self.verdict = verdict
        self.observed = observed
        self.notes = notes
    }

    /// How bad it is: any fail, else any inconclusive, else any pass, else not-applicable.
    var rank: Int {
        switch verdict.outcome {
        case .fail: 3
        case .inconclusive: 2
        case .pass: 1
        case .notApplicable: 0
        }
    }
}
