/// A control file with its drop-ins laid over it, not yet understood.
struct ControlDraft {
    struct Test {
        var assignments: [Assignment]
        var settings: [Assignment] = []
        let place: Place

        /// The probe that the test names last.
        var probe: Assignment? { assignments.last { $0.key == "Probe" } }

        /// Adds a section of its own. In a drop-in one with the `Name=` of another, in another file, amends it.
        mutating func add(_ section: UnitFile.Section, isDropIn: Bool) {
            let name = section.assignments.last { $0.key == "Name" }?.value
            let named = settings.first {
                $0.section?.kind == section.name && $0.key == "Name" && $0.value == name && $0.place.file != section.place.file
            }
            let amended = isDropIn ? named?.section : nil
            let kind = amended ?? RepeatedSection(kind: section.name, place: section.place)
            settings += section.assignments.map { Assignment(key: $0.key, value: $0.value, place: $0.place, section: kind) }
            // A section without a line is one all the same, so that what it lacks is said.
            if section.assignments.isEmpty {
                settings.append(Assignment(key: "Name", value: "", place: section.place, section: kind))
            }
        }
    }

    let file: String
    /// The sections of their own that some probe reads.
    let sectionKinds: Set<String>
    var place: Place?
    var assignments: [Assignment] = []
    var tests: [Test] = []
    var problems: [ConfigurationProblem] = []

    init(file: String, sectionKinds: Set<String>) {
        self.file = file
        self.sectionKinds = sectionKinds
    }

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
                    problems.append(unplaced(section.place, section.name))
                    continue
                }
                tests[index].settings += section.assignments
            case let kind where sectionKinds.contains(kind):
                guard let index = current else {
                    problems.append(unplaced(section.place, section.name))
                    continue
                }
                tests[index].add(section, isDropIn: isDropIn)
            default:
                problems.append(
                    .unknown(.section, section.name, at: section.place, known: ["Control", "Test", "Settings"] + sectionKinds.sorted()))
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

    private func unplaced(_ place: Place, _ section: String) -> ConfigurationProblem {
        let probes = tests.compactMap { $0.probe?.value }
        return probes.count > 1
            ? .ambiguousSettings(section, at: place, probes: probes)
            : .misplacedSection(section, at: place, because: "a [Test] comes first")
    }
}
