import ArgumentParser
import Controls
import LinuxHost
import Monitor
import ProbeKit
import Probes
import Reports

/// One look, now: the main job.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Look at this host once and say what is wrong, with the file and line that decided it.",
        discussion: """
            Exit status: 0 nothing fails and nothing is inconclusive, 1 something fails and is not waived, 2 no such failure but \
            something is inconclusive, 64 wrong usage, 71 the system refuses what soc2d needs, 74 the output could not be written, 78 wrong \
            configuration, 130 interrupted. Nothing is written and nobody is told.
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json, junit
    }

    @Flag(help: "Look once and end. (The only way there is: the monitor looks by itself.)")
    var once = false

    @Argument(help: ArgumentHelp("The probes to run; all that a control tests if none is named.", valueName: "probe"))
    var probes: [ProbeName] = []

    @Option(help: "text, json or junit.")
    var format = Format.text

    @Option(help: ArgumentHelp("Look at the files below a directory as if it were the root of a host.", valueName: "dir"))
    var root: String?

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    @Flag(help: "Name every subject, also what passes and long lists.")
    var all = false

    func validate() throws {
        guard once else { throw ValidationError("say --once: `soc2d probe --once` looks one time and ends") }
        for probe in probes {
            try probe.validate()
            guard Registry.probes.contains(where: { $0.manifest.probe == probe.text }) else {
                throw ValidationError("only the monitor looks at itself; `soc2d status` shows the checks of “\(probe.text)”")
            }
        }
    }

    func run() async throws {
        // First of all, so that no Ctrl-C is lost.
        let interruption = Interruption()
        let configuration = try Configured.load(config)
        let (names, observedRoot) = (try chosen(from: configuration), try observedRoot())
        let looker = Looker(
            configuration: configuration, probes: names, root: observedRoot, namesEveryPass: all,
            baselines: baselines(of: names, configuration, root: observedRoot),
            directory: config ?? ConfigurationDirectories.administrator)
        let progress = Progress(isShown: ThisProcess.errorIsTerminal && ThisProcess.environment("TERM") != "dumb")
        interruption.limit(to: looker.longest)
        let look = await withTaskGroup(of: Look?.self) { group in
            group.addTask { await looker.look(progress: progress) }
            group.addTask {
                await interruption.wait()
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let look else {
            progress.clear()
            ThisProcess.writeError("soc2d: interrupted; nothing was judged\n")
            throw ExitCode(ExitStatus.interrupted)
        }
        interruption.lift()
        show(look)
        if look.failsUnwaived { throw ExitCode(ExitStatus.fails) }
        if look.totals.inconclusive > 0 { throw ExitCode(ExitStatus.inconclusive) }
    }

    private func show(_ look: Look) {
        switch format {
        case .json: JSONReport.render(look, to: ThisProcess.write)
        case .junit: JUnitReport.render(look, to: ThisProcess.write)
        case .text:
            let style = TextReport.Style.ofOutput(listed: all ? nil : 10)
            TextReport.render(look, style: style, to: ThisProcess.write)
            if !ThisProcess.isRoot { ThisProcess.write(Array("not run as root: what only root can read is inconclusive above\n".utf8)) }
        }
    }

    /// The probes that were named, or all that some control tests. A probe that no control tests is an error: it would be
    /// left out without a word.
    private func chosen(from configuration: Configuration) throws -> [String] {
        let tested = Registry.probes.map(\.manifest.probe).filter { !configuration.checks(of: $0).isEmpty }
        for name in probes.map(\.text) where !tested.contains(name) {
            throw ValidationError("no control tests the probe “\(name)”; its control is masked, or names other checks only")
        }
        guard !tested.isEmpty else {
            ThisProcess.writeError("soc2d: no control tests anything: every one is masked, or names no check\n")
            throw ExitCode(ExitStatus.configuration)
        }
        return probes.isEmpty ? tested : probes.map(\.text)
    }

    /// What was approved on this host counts for this host as it is configured, and for nothing else.
    private func baselines(of names: [String], _ configuration: Configuration, root: HostPath?) -> ApprovedBaselines {
        guard root == nil, config == nil else { return .none }
        let entries = Registry.probes.filter { names.contains($0.manifest.probe) }
        let baselines = ApprovedBaselines(of: entries, in: MonitorPlaces(state: nil, settings: configuration.monitor).ledger)
        if let problem = baselines.problem { ThisProcess.writeError("soc2d: \(problem)\n") }
        return baselines
    }

    private func observedRoot() throws -> HostPath? {
        guard let root else { return nil }
        guard !root.isEmpty else { throw ValidationError("--root is empty; name a directory") }
        let path = HostPath(root.hasPrefix("/") ? root : "\(ThisProcess.workingDirectory)/\(root)")
        guard path.components.count > 0 else { return nil }
        do { _ = try RootedTree(root: path) } catch { throw ValidationError("--root \(path.escaped): \(error.text)") }
        return path
    }
}
