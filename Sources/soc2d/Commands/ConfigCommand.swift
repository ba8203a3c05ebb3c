import ArgumentParser
import Controls
import LinuxHost
import Reports

/// The configuration.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Validate the configuration.", subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every control, waiver, silence and destination and say what is wrong, with file and line.",
            discussion: "Exit status: 0 valid, 78 not valid.")

        @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
        var config: String?

        func run() throws {
            let configuration = try Configured.load(config)
            var page = TextPage(width: ThisProcess.outputWidth ?? 80, hasColour: false)
            for control in configuration.controls {
                let checks = control.tests.flatMap(\.checks).count
                page.add("\(control.id)  \(control.description)  (\(checks) checks, \(control.place))", hanging: 4)
            }
            for remark in configuration.remarks { page.add("note: \(remark)", hanging: 6) }
            let waivers = configuration.waivers.all.count
            let silences = configuration.silences.count
            let destinations = configuration.destinations.count
            page.add(
                "valid: \(configuration.controls.count) controls, \(waivers == 1 ? "1 waiver" : "\(waivers) waivers"), "
                    + (silences == 0 ? "" : silences == 1 ? "1 silence, " : "\(silences) silences, ")
                    + (destinations == 1 ? "1 destination" : "\(destinations) destinations"))
            page.flush(to: ThisProcess.write)
        }
    }
}
