package import Controls
package import ProbeKit

/// What an execution found, and what that did to deficiencies that stayed as they were. Executions that found the same share one set: on
/// a host where nothing changes a year of looking is one set for each probe.
package struct ResultSet: RecordedObject, Hashable, Sendable {
    package var checks: [KeptCheck] = []

    package init() {}

    package init(_ checks: [KeptCheck]) { self.checks = checks }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) { try form.field("checks", &checks) }

    /// Any fail, else any inconclusive, else any pass, else not-applicable.
    package var rollUp: Outcome { checks.reduce(Population()) { $0 + $1.population }.rollUp }
}
