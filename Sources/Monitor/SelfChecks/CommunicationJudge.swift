import Controls
import ProbeKit

/// soc2d.deficiency-communicated: whoever is to be told of a deficiency is told in time.
struct CommunicationJudge {
    private static let check = SelfCheckProbe.deficiencyCommunicated
    private static let required =
        "told within \(Patience.limit(.critical)) (critical), \(Patience.limit(.high)) (high) or \(Patience.limit(.low)), or acknowledged"

    private let look: CommunicationLook

    init(_ look: CommunicationLook?) { self.look = look ?? CommunicationLook() }

    func judge(into results: inout Results) {
        if let unread = look.unread { return results.add(unread.result(Self.check, required: Self.required)) }
        let faults = Dictionary(look.faults.map { ($0.destination, $0) }) { first, _ in first }
        let subjects = Set(look.destinations).union(faults.keys).sorted()
        for subject in subjects { results.add(result(subject, faults[subject])) }
        if subjects.isEmpty {
            results.add(
                CheckResult(
                    Self.check, subject: "source:destinations", .inconclusive(.populationIncomplete), required: Self.required,
                    observed: "nobody said whom people are told through; the monitor does"))
        }
    }

    private func result(_ destination: String, _ fault: UntoldDeficiency?) -> CheckResult {
        CheckResult(
            Self.check, subject: destination, fault?.verdict ?? .pass, required: Self.required,
            observed: fault?.text ?? "nothing is overdue")
    }
}

extension UntoldDeficiency {
    /// What has just started shows nothing of what it has not tried yet, and no pass either.
    fileprivate var verdict: Verdict {
        isGivenUp ? .fail(.missing) : isResting ? .inconclusive(.insufficientHistory) : .fail(.stale)
    }

    fileprivate var text: String {
        let name = "\(DeficiencyID(number: deficiency)) (\(severity.rawValue))"
        return isGivenUp
            ? "the notice of \(name) was given up at \(since.rfc3339), and no remote destination was told since"
            : "a notice of \(name) is not delivered since \(since.rfc3339)"
    }
}
