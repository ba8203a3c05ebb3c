extension [CheckResult] {
    /// The one result that decides for each subject, in the order in which the subjects were named first: a name may come up several
    /// times, and any fail counts before any inconclusive, before any pass.
    package var deciding: [CheckResult] {
        var deciding: [CheckResult] = []
        deciding.reserveCapacity(count)
        var places: [String: Int] = [:]
        places.reserveCapacity(count)
        for result in self {
            if let place = places[result.subject] {
                if result.verdict.outcome.weight > deciding[place].verdict.outcome.weight { deciding[place] = result }
            } else {
                places[result.subject] = deciding.count
                deciding.append(result)
            }
        }
        return deciding
    }
}

extension Outcome {
    /// Which of two results of one subject counts.
    fileprivate var weight: Int {
        switch self {
        case .fail: 3
        case .inconclusive: 2
        case .pass: 1
        case .notApplicable: 0
        }
    }
}
