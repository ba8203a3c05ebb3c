import Controls
import Foundation
import ProbeKit
import Probes
import Testing

/// What every probe owes its readers.
struct RegistryTests {
    @Test func `every folder with a control file has a line in the registry, and every line its folder`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../probes").standardized
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/\($0).control").path)
        }
        #expect(Registry.probes.map(\.manifest.probe) == names.sorted())
    }

    @Test(arguments: Registry.probes.indices)
    func `every check of a probe stands in the catalogue, and its advice ends in something to type`(index: Int) {
        let manifest = Registry.probes[index].manifest
        #expect(!manifest.checks.isEmpty && !manifest.reads.isEmpty && manifest.purpose.hasSuffix("."))
        for check in manifest.checks {
            #expect(check.id.probe == manifest.probe)
            #expect(CheckCatalogue.definition(of: check.id) != nil, "\(check.id)")
            for advice in [check.advice] + check.adviceByReason.values {
                #expect(!advice.contains("\n") && advice.count < 280, "\(advice)")
                #expect(advice.split(separator: "`", omittingEmptySubsequences: false).count % 2 == 1 && advice.contains("`"), "\(advice)")
            }
        }
        #expect(Set(manifest.checks.map(\.id)).count == manifest.checks.count)
    }

    @Test(arguments: Registry.probes.indices)
    func `a probe's page names each of its checks, and its default control exactly their direct criteria`(index: Int) throws {
        let probe = Registry.probes[index]
        let page = String(decoding: probe.page, as: UTF8.self)
        #expect(page.hasPrefix("# \(probe.manifest.probe)"))
        for check in probe.manifest.checks { #expect(page.contains(check.id.name), "\(check.id)") }
        let file = ConfigurationFile(name: "controls.d/x.control", path: "x.control", contents: .text(probe.defaultControl))
        let configuration = try Configuration(ConfigurationFiles(directories: [[file]]), probes: [probe.known])
        let direct = probe.manifest.checks.compactMap { CheckCatalogue.definition(of: $0.id) }.flatMap(\.direct)
        #expect(Set(configuration.controls.flatMap(\.criteria)) == Set(direct))
        #expect(Set(configuration.checks(of: probe.manifest.probe)) == Set(probe.manifest.checks.map(\.id)))
    }

    @Test(arguments: Registry.probes.indices)
    func `a probe does not use words that belong to auditors`(index: Int) {
        let probe = Registry.probes[index]
        let texts =
            [probe.manifest.purpose] + probe.manifest.checks.flatMap { [$0.advice] + $0.adviceByReason.values } + [
                String(decoding: probe.page, as: UTF8.self)
            ]
            + [String(decoding: probe.defaultControl, as: UTF8.self)]
        for text in texts {
            for word in ["exception", "compliant", "certified", "score"] { #expect(!text.lowercased().contains(" \(word)"), "\(word)") }
        }
    }
}
