/// What the entity does to meet criteria, and the checks that test it. One unit file each.
package struct Control: Hashable, Sendable {
    /// The entity's own identifier, such as `AC-07`.
    package let id: String
    package let description: String
    package let owner: String
    package let criteria: [Criterion]
    package let tests: [Test]
    /// The line that names the control.
    package let place: Place
    /// The file name of the control without its drop-ins, such as `password-policy.control`.
    package let fileName: String

    /// Checks of one probe.
    package struct Test: Hashable, Sendable {
        package let probe: String
        package let checks: [CheckID]
        /// Frequency and severity where the control departs from the catalogue.
        package let every: [CheckID: TimeSpan]
        package let severity: [CheckID: Severity]
        /// How many executions in a row have to fail before people are told, where that is not one.
        package let confirmFailures: [CheckID: Int]
        package let place: Place
    }

    /// How often a check of this control is due.
    package func interval(of check: CheckID) -> TimeSpan? {
        tests.lazy.compactMap { $0.every[check] }.first ?? CheckCatalogue.definition(of: check)?.every
    }

    /// How much a failing result of a check of this control matters.
    package func severity(of check: CheckID) -> Severity? {
        tests.lazy.compactMap { $0.severity[check] }.first ?? CheckCatalogue.definition(of: check)?.severity
    }

    /// How many executions of a check in a row have to fail before people are told.
    package func confirmFailures(of check: CheckID) -> Int { tests.lazy.compactMap { $0.confirmFailures[check] }.first ?? 1 }
}

/// What the configuration reader has to know of a probe.
package struct KnownProbe: Sendable {
    package let name: String
    package let checks: [CheckID]
    /// The sections of their own that its settings may have, such as `BackupSet`.
    package let sectionKinds: [String]
    /// The problems of some settings of this probe.
    package let problems: @Sendable (Settings) -> [ConfigurationProblem]

    package init(
        name: String, checks: [CheckID], sectionKinds: [String] = [], problems: @escaping @Sendable (Settings) -> [ConfigurationProblem]
    ) {
        self.name = name
        self.checks = checks
        self.sectionKinds = sectionKinds
        self.problems = problems
    }
}
