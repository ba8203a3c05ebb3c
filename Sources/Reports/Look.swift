package import Controls

/// One look at a host: what `soc2d probe --once` tells.
package struct Look: Sendable {
    package var host: HostIdentity
    /// The directory that was observed as the root of a host; `/` for the host itself.
    package var root: String
    package var startedAt: Moment
    package var finishedAt: Moment
    /// In the order of their names.
    package var checks: [LookedCheck]

    package init(host: HostIdentity, root: String, startedAt: Moment, finishedAt: Moment, checks: [LookedCheck]) {
        self.host = host
        self.root = root
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.checks = checks
    }

    /// The populations of all checks together.
    package var totals: Population { checks.reduce(Population()) { $0 + $1.population } }
}

/// Which host was looked at.
package struct HostIdentity: Hashable, Sendable {
    package var name: String
    /// A stable identifier derived from the machine id, which itself is not shown; empty where there is none.
    package var id: String
    /// `PRETTY_NAME` of os-release(5); empty where there is none.
    package var os: String

    package init(name: String, id: String, os: String) {
        self.name = name
        self.id = id
        self.os = os
    }
}

/// One check of a look, with everything that a reader wants to know beside its results.
package struct LookedCheck: Sendable {
    package var definition: CheckDefinition
    /// The control that the check tests.
    package var control: String
    package var severity: Severity
    package var advice: String
    /// The setting that approves a subject of a drift check; nil for other checks.
    package var approvingKey: String?
    package var population: Population
    /// Every result that is no pass, and the passes that were named.
    package var results: [CheckResult]

    package init(
        definition: CheckDefinition, control: String, severity: Severity, advice: String, approvingKey: String?,
        population: Population, results: [CheckResult]
    ) {
        self.definition = definition
        self.control = control
        self.severity = severity
        self.advice = advice
        self.approvingKey = approvingKey
        self.population = population
        self.results = results
    }

    package var id: CheckID { definition.id }

    /// What to do about a result: how to approve it where that is a choice, and how to mend it.
    func advice(for result: CheckResult) -> String {
        guard let key = approvingKey, let approval = Self.approval(result, key) else { return advice }
        return result.verdict == .inconclusive(.noBaseline) ? approval : "\(advice); or approve it: \(approval)"
    }

    /// The line that approves a drifted subject.
    private static func approval(_ result: CheckResult, _ key: String) -> String? {
        switch result.verdict {
        case .inconclusive(.noBaseline), .fail(.unexpected): "\(key)=\(result.subject)"
        case .pass, .fail, .inconclusive, .notApplicable: nil
        }
    }
}
