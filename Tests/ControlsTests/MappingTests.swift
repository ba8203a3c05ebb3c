import Controls
import Testing

/// The mapping rules, so that no check claims more than it shows.
struct MappingTests {
    @Test func `there are 61 criteria and 83 checks in 23 probes`() {
        #expect(Criterion.allCases.count == 61)
        #expect(CheckCatalogue.all.count == 83)
        #expect(Set(CheckCatalogue.all.map(\.id)).count == 83)
        #expect(Set(CheckCatalogue.all.map(\.id.probe)).count == 23)
    }

    @Test func `the criteria count as the criteria document counts them`() {
        let counts = Dictionary(grouping: Criterion.allCases, by: \.category).mapValues(\.count)
        #expect(counts == [.security: 33, .availability: 3, .confidentiality: 2, .processingIntegrity: 5, .privacy: 18])
        #expect(Criterion.allCases == Criterion.allCases.sorted())
        #expect(Criterion.cc9_2 < .a1_1 && Criterion.a1_3 < .c1_1 && Criterion.c1_2 < .pi1_1 && Criterion.pi1_5 < .p1_1)
    }

    @Test(arguments: CheckCatalogue.all)
    func `a check has one or two direct criteria, at most two supporting, none in both, and says why`(check: CheckDefinition) {
        #expect((1...2).contains(check.direct.count))
        #expect(check.supporting.count <= 2)
        #expect(Set(check.direct + check.supporting).count == check.direct.count + check.supporting.count)
        #expect(check.why.hasSuffix(".") && check.why.count > 30)
    }

    @Test(arguments: CheckCatalogue.all)
    func `no check claims a criterion that no host can show`(check: CheckDefinition) {
        for criterion in check.direct + check.supporting {
            let id = criterion.rawValue
            #expect(!["CC1", "CC3", "CC5", "CC9", "PI", "P"].contains { id.hasPrefix("\($0).") || id.hasPrefix("\($0)1") && $0.count < 3 })
            #expect(id != "CC6.4" && id != "CC6.5")
        }
    }

    @Test func `the whole catalogue tests 15 criteria, supports 3 more and is silent on 43`() {
        let direct = Set(CheckCatalogue.all.flatMap(\.direct))
        let supporting = Set(CheckCatalogue.all.flatMap(\.supporting)).subtracting(direct)
        #expect(direct.count == 15)
        #expect(supporting == [.cc7_5, .cc8_1, .c1_1])
        #expect(Criterion.allCases.count - direct.count - supporting.count == 43)
    }

    @Test func `coverage counts a criterion as tested only through a control that names it`() throws {
        let probe = KnownProbe(name: "open-ports", checks: ["open-ports.unexpected-listener"]) { _ in [] }
        func coverage(criterion: String) throws -> Coverage {
            let text = "[Control]\nId=A\nDescription=d\nOwner=o\nCriterion=\(criterion)\n[Test]\nProbe=open-ports\n"
            let file = ConfigurationFile(name: "controls.d/a.control", path: "a.control", contents: .text(Array(text.utf8)))
            return Coverage(of: try Configuration(ConfigurationFiles(directories: [[file]]), probes: [probe]).controls)
        }
        let honest = try coverage(criterion: "CC6.6")
        #expect(honest.rows.count == 61)
        #expect(honest.rows.filter { $0.status == .tested }.map(\.criterion) == [.cc6_6])
        #expect(honest.rows.filter { $0.status == .supportingOnly }.map(\.criterion) == [.cc7_1])
        let elsewhere = try coverage(criterion: "CC6.1")
        #expect(elsewhere.count(of: .tested) == 0)
        #expect(elsewhere.rows.filter { $0.status == .supportingOnly }.map(\.criterion) == [.cc6_6, .cc7_1])
    }
}
