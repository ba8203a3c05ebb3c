/// A control file with its drop-ins laid over it, not yet understood.
struct ControlDraft {
    struct Test {
        var assignments: [Assignment]
        var settings: [Assignment] = []
        let place: Place

        /// The probe that the test names last.
        var probe: Assignment? { assignments.last { $0.key == "Probe" } }
    }

    let file: String
    var place: Place?
    var assignments: [Assignment] = []
    var tests: [Test] = []
    var problems: [ConfigurationProblem] = []

    init(file: String) { self.file = file }

    /// Lays one file over what is there.
    ///
    /// In a drop-in `[Test]` means the test of the probe that it names, or a further one; `[Settings]` without a `[Test]`
    /// above it means the only test of the control.
    mutating func merge(_ unit: UnitFile, isDropIn: Bool) {
        var current: Int? = isDropIn && tests.count == 1 ? 0 : nil
        for section in unit.sections {
            switch section.name {
            case "Control":
                place = place ?? section.place
                assignments += section.assignments
            case "Test":
                current = isDropIn ? amended(by: section) : added(section)
            case "Settings":
                guard let index = current else {
                    problems.append(unplaced(section.place))
                    continue
                }
                tests[index].settings += section.assignments
            default:
                problems.append(.unknown(.section, section.name, at: section.place, known: ["Control", "Test", "Settings"]))
            }
        }
    }

    private mutating func added(_ section: UnitFile.Section) -> Int {
        tests.append(Test(assignments: section.assignments, place: section.place))
        return tests.count - 1
    }

    private mutating func amended(by section: UnitFile.Section) -> Int {
        let named = section.assignments.last { $0.key == "Probe" }?.value
        let index = named == nil && tests.count == 1 ? 0 : tests.firstIndex { $0.probe?.value == named }
        guard let index else { return added(section) }
        tests[index].assignments += section.assignments
        return index
    }

    private func unplaced(_ place: Place) -> ConfigurationProblem {
        let probes = tests.compactMap { $0.probe?.value }
        return probes.count > 1
            ? .ambiguousSettings(at: place, probes: probes) : .misplacedSection("Settings", at: place, because: "a [Test] comes first")
    }
}
