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

    /// How many failing results lie under a waiver. They fail all the same.
    package var waived: Int { checks.reduce(0) { $0 + $1.waived } }

    /// Whether something fails that nobody has decided to live with for a time.
    package var failsUnwaived: Bool { totals.fail > waived }
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
    /// What to do about a failing result, and where it depends on why it fails.
    package var advice: String
    package var adviceByReason: [FailReason: String]
    /// How subjects of a drift check are approved; nil for other checks.
    package var approval: Approval?
    package var population: Population
    /// Every result that is no pass, and the passes that were named.
    package var results: [CheckResult]
    /// The waivers in force over subjects of this check.
    package var waivers: [String: Waiver]

    /// The setting that approves a subject, such as `AllowListener`, and the file where it may be written.
    package struct Approval: Hashable, Sendable {
        package let key: String
        package let file: String

        package init(key: String, file: String) {
            self.key = key
            self.file = file
        }
    }

    package init(
        definition: CheckDefinition, control: String, severity: Severity, advice: String, adviceByReason: [FailReason: String] = [:],
        approval: Approval?, population: Population, results: [CheckResult], waivers: [String: Waiver] = [:]
    ) {
        self.definition = definition
        self.control = control
        self.severity = severity
        self.advice = advice
        self.adviceByReason = adviceByReason
        self.approval = approval
        self.population = population
        self.results = results
        self.waivers = waivers
    }

    /// The waiver over a failing result. It lies over nothing else.
    func waiver(over result: CheckResult) -> Waiver? { result.verdict.outcome == .fail ? waivers[result.subject] : nil }

    /// How many failing results lie under a waiver.
    package var waived: Int { waivers.isEmpty ? 0 : results.count { waiver(over: $0) != nil } }

    package var id: CheckID { definition.id }

    /// What to do about a result: how to mend it, how to approve it where that is a choice, or how to see what could not be seen.
    func advice(for result: CheckResult) -> String {
        guard let approval else { return advice(on: result.verdict) }
        let line = "\(approval.key)=\(result.subject)"
        switch result.verdict {
        case .inconclusive(.noBaseline): return "\(line) under [Settings] in \(approval.file) approves it"
        case .fail(.unexpected): return "\(advice(on: result.verdict)); or approve it: \(line)"
        case .pass, .notApplicable, .inconclusive, .fail: return advice(on: result.verdict)
        }
    }

    /// The same for every subject with that verdict.
    func advice(on verdict: Verdict) -> String {
        switch verdict {
        case .pass, .notApplicable: ""
        case .inconclusive(let reason): reason.advice
        case .fail(let reason): adviceByReason[reason] ?? advice
        }
    }
}
