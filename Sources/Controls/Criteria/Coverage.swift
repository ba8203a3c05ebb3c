/// How far the controls in force reach over the 61 criteria, with the checks that this build has and no others.
package struct Coverage: Sendable {
    /// What soc2d can say about one criterion.
    package enum Status: String, CaseIterable, Sendable {
        /// A control names the criterion, and one of its checks tests it directly.
        case tested
        /// Checks of the controls in force corroborate it; none tests it.
        case supportingOnly = "supporting-only"
        case notEvidenced = "not-evidenced-by-soc2d"
    }

    package struct Row: Sendable {
        package let criterion: Criterion
        package let status: Status
        /// The checks behind the status, by name.
        package let checks: [CheckID]
        /// The controls behind the status, by identifier.
        package let controls: [String]
    }

    /// One row for each of the 61 criteria, in their order.
    package let rows: [Row]

    package init(of controls: [Control]) {
        rows = Criterion.allCases.map { criterion in
            let direct = Self.checks(of: controls.filter { $0.criteria.contains(criterion) }) { $0.direct.contains(criterion) }
            if !direct.isEmpty { return Self.row(criterion, .tested, direct) }
            let supporting = Self.checks(of: controls) { $0.direct.contains(criterion) || $0.supporting.contains(criterion) }
            return Self.row(criterion, supporting.isEmpty ? .notEvidenced : .supportingOnly, supporting)
        }
    }

    package func count(of status: Status) -> Int { rows.count { $0.status == status } }

    private static func row(_ criterion: Criterion, _ status: Status, _ found: [(control: String, check: CheckID)]) -> Row {
        Row(
            criterion: criterion, status: status, checks: Set(found.map(\.check)).sorted(), controls: Set(found.map(\.control)).sorted())
    }

    private static func checks(of controls: [Control], where holds: (CheckDefinition) -> Bool) -> [(control: String, check: CheckID)] {
        controls.flatMap { control in
            control.tests.flatMap(\.checks).filter { CheckCatalogue.definition(of: $0).map(holds) ?? false }.map { (control.id, $0) }
        }
    }
}
