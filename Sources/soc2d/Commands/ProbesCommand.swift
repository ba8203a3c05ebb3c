import ArgumentParser
import Controls
import LinuxHost
import ProbeKit
import Reports

/// The probes of this build.
struct ProbesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probes", abstract: "List what each probe looks at and why.")

    @Argument(help: ArgumentHelp("Only these probes.", valueName: "probe"))
    var probes: [ProbeName] = []

    @Flag(help: "Print the probe's page: what it checks, how, and its settings.")
    var document = false

    func validate() throws { for probe in probes { try probe.validate() } }

    func run() {
        for probe in EveryProbe.entries where probes.isEmpty || probes.map(\.text).contains(probe.manifest.probe) {
            if document {
                ThisProcess.write(probe.page)
                continue
            }
            var page = TextPage(width: ThisProcess.outputWidth ?? 80, hasColour: false)
            page.add("\(probe.manifest.probe): \(probe.manifest.purpose)")
            page.add("reads \(probe.manifest.reads.joined(separator: ", "))", indent: 2, hanging: 2)
            for check in probe.manifest.checks {
                guard let definition = CheckCatalogue.definition(of: check.id) else { continue }
                let criteria = definition.direct.map(\.rawValue).joined(separator: " ")
                page.add("\(check.id.name) (\(criteria), \(definition.subjects), every \(definition.every))", indent: 2)
                page.add(definition.why, indent: 6)
            }
            page.flush(to: ThisProcess.write)
        }
    }
}
