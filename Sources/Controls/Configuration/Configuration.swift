/// The controls in force and the settings of every probe that they test.
package struct Configuration: Sendable {
    package let controls: [Control]
    /// The settings of each probe. A probe without an entry has its defaults.
    package let settings: [String: [Assignment]]
    /// Every waiver that there is a file of, in force or not.
    package let waivers: Waivers
    /// The same of silences, in the order of their names.
    package let silences: [Silence]
    /// Who is told, the journal among them.
    package let destinations: [Destination]
    /// What the monitor itself goes by.
    package let monitor: MonitorSettings

    /// Reads every control with its drop-ins, and every waiver and silence.
    /// - Parameter now: a waiver that was approved later is a problem; nil where no clock can be trusted yet, since a host that boots
    ///   without one has to be watched all the same.
    /// - Parameter cryptography: verifies signatures; nil where nothing can, and every signature is a problem.
    /// - Throws: every problem of every file, in the order of files and lines.
    package init(
        _ files: ConfigurationFiles, probes: [KnownProbe], at now: Moment? = nil, verifying cryptography: (any Cryptography)? = nil
    ) throws(ConfigurationProblems) {
        let (configuration, problems) = Self.reading(files, probes: probes, at: now, verifying: cryptography)
        guard problems.isEmpty else { throw ConfigurationProblems(problems) }
        self = configuration
    }

    /// What can be read, with every problem: for who needs one part of it, and would do harm by not going on.
    package static func reading(
        _ files: ConfigurationFiles, probes: [KnownProbe], at now: Moment? = nil, verifying cryptography: (any Cryptography)? = nil
    ) -> (configuration: Configuration, problems: [ConfigurationProblem]) {
        var problems = files.strays
        var drafts: [ControlDraft] = []
        for (main, dropIns) in files.controls {
            var draft = ControlDraft(file: main.path, sectionKinds: Set(probes.flatMap(\.sectionKinds)))
            for (index, file) in ([main] + dropIns).enumerated() {
                do throws(ConfigurationProblems) { draft.merge(try file.parsed(), isDropIn: index > 0) } catch { problems += error.all }
            }
            drafts.append(draft)
        }
        var reader = ControlReader(probes: probes)
        let controls = drafts.compactMap { reader.control(of: $0) }
        problems += drafts.flatMap(\.problems) + reader.problems
        problems += probes.flatMap { probe in probe.problems(Settings(reader.settings[probe.name] ?? [])) }
        let (monitor, monitorProblems) = monitorSettings(files)
        let (waivers, waiverProblems) = waivers(
            in: files, controls, knowsAllControls: controls.count == drafts.count, now: now,
            seals: WaiverSeals(keyring: monitor.keyring(cryptography)))
        problems += waiverProblems
        let silenceReader = silences(in: files, controls, probes: probes, knowsAllControls: controls.count == drafts.count, now: now)
        problems += silenceReader.problems
        let names = KnownNames(probes: probes.map(\.name), controls: controls.map(\.id))
        // Where some controls could not be read, a name that is not among them may still be right.
        let destinationReader = DestinationReader(files, knowing: controls.count == drafts.count ? names : nil)
        problems += destinationReader.problems
        problems += monitorProblems
        return (
            Configuration(
                controls: controls, settings: reader.settings, waivers: waivers,
                silences: silenceReader.silences, destinations: destinationReader.destinations, monitor: monitor), problems
        )
    }

    private static func waivers(
        in files: ConfigurationFiles, _ controls: [Control], knowsAllControls: Bool, now: Moment?, seals: WaiverSeals
    ) -> (waivers: Waivers, problems: [ConfigurationProblem]) {
        var reader = WaiverReader(controls: controls, knowsAllControls: knowsAllControls, now: now, seals: seals)
        var problems: [ConfigurationProblem] = []
        let signatures = files.waiverSignatures
        for file in files.waivers {
            do throws(ConfigurationProblems) { reader.take(try file.parsed(), of: file, signature: signatures[file.name]) } catch {
                problems += error.all
            }
        }
        reader.finish()
        return (reader.waivers, problems + reader.problems)
    }

    private static func silences(
        in files: ConfigurationFiles, _ controls: [Control], probes: [KnownProbe], knowsAllControls: Bool, now: Moment?
    ) -> (silences: [Silence], problems: [ConfigurationProblem]) {
        var reader = SilenceReader(controls: controls, probes: probes.map(\.name), knowsAllControls: knowsAllControls, now: now)
        var problems: [ConfigurationProblem] = []
        for file in files.silences {
            do throws(ConfigurationProblems) { reader.take(try file.parsed(), of: file) } catch { problems += error.all }
        }
        return (reader.silences, problems + reader.problems)
    }

    private static func monitorSettings(_ files: ConfigurationFiles) -> (MonitorSettings, [ConfigurationProblem]) {
        var draft = MonitorDraft()
        var problems: [ConfigurationProblem] = []
        for file in files.monitor {
            do throws(ConfigurationProblems) { draft.merge(try file.parsed()) } catch { problems += error.all }
        }
        let settings = draft.settings()
        return (settings, problems + draft.problems)
    }

    private init(
        controls: [Control], settings: [String: [Assignment]], waivers: Waivers, silences: [Silence], destinations: [Destination],
        monitor: MonitorSettings
    ) {
        self.controls = controls
        self.settings = settings
        self.waivers = waivers
        self.silences = silences
        self.destinations = destinations
        self.monitor = monitor
    }

    /// The control that a check belongs to; nil where no control tests it.
    package func control(of check: CheckID) -> Control? {
        controls.first { $0.tests.contains { $0.checks.contains(check) } }
    }

    /// The checks of a probe that some control tests, in the order of the controls.
    package func checks(of probe: String) -> [CheckID] {
        controls.flatMap(\.tests).filter { $0.probe == probe }.flatMap(\.checks)
    }

    /// Where a control and its checks do not fit together: a criterion that no check of the control tests, and the reverse.
    /// Honest controls have none; they are remarks, not errors, since a control may also be tested elsewhere.
    package var remarks: [String] { mappingRemarks + waiverRemarks }

    private var waiverRemarks: [String] {
        waivers.all.filter { $0.subject.subject.hasSuffix("*") }.map {
            "\($0.place): waiver \($0.id) covers the subject whose name ends in “*” and no other: a waiver has no patterns"
        }
    }

    private var mappingRemarks: [String] {
        controls.flatMap { control -> [String] in
            let definitions = control.tests.flatMap(\.checks).compactMap(CheckCatalogue.definition)
            let untested = control.criteria.filter { criterion in !definitions.contains { $0.direct.contains(criterion) } }
            let astray = definitions.filter { definition in !definition.direct.contains(where: control.criteria.contains) }
            return untested.map { "\(control.place): control \(control.id) names \($0.rawValue), which none of its checks tests directly" }
                + astray.map {
                    "\(control.place): \($0.id) tests \($0.direct.map(\.rawValue).joined(separator: ", ")), "
                        + "which control \(control.id) does not name"
                }
        }
    }
}

extension ConfigurationFile {
    func parsed() throws(ConfigurationProblems) -> UnitFile {
        switch contents {
        case .text(let bytes): try UnitFile(parsing: bytes, file: path)
        case .masked: UnitFile(sections: [])
        case .unreadable(let why): throw ConfigurationProblems(.unreadable(file: path, why: why))
        }
    }
}
