import Controls
import Ledger
import ProbeKit

/// What a run goes by. It is fixed when the run starts: a configuration that comes later is for the runs after it.
struct Instruction: Sendable {
    /// In the order of their checks.
    let tests: [InstructedTest]
    let procedure: Procedure
    /// Subjects that the settings declare: they are never absent.
    let declared: Set<String>
    let settings: [Assignment]
    let deadline: TimeSpan
    /// How often the plan of the slot asks for the probe.
    let interval: TimeSpan

    /// Whether there is anything to look for.
    var isObservable: Bool { tests.contains { $0.obstacle == nil } }

    /// - Parameters:
    ///   - promise: of the plan that promised the slot.
    ///   - entry: nil for a probe that this program does not have.
    init(for run: Run, under configuration: Configuration, promise: Promise?, entry: ProbeEntry?, duty: Duty) {
        let probe = run.slot.name.probe
        settings = configuration.settings[probe] ?? []
        declared = Set(settings.filter { $0.section != nil && $0.key == "Name" }.map(\.value))
        tests = run.checks.sorted().compactMap { InstructedTest($0, under: configuration, promise: promise, isKnown: entry != nil) }
        var settings = Settings(settings)
        deadline = CommonSettings(&settings, usualDeadline: entry?.manifest.usualDeadline ?? .seconds(10)).deadline
        interval = promise?.interval ?? .hours(1)
        var procedure = Procedure()
        procedure.code = duty.codeDigest
        procedure.hostname = duty.host.name
        procedure.kernel = duty.host.kernel
        procedure.os = duty.host.os
        procedure.plan = run.slot.name.plan
        procedure.probe = probe
        procedure.settings = configuration.digest(ofSettings: probe, sha256: duty.sha256)
        procedure.user = duty.user
        procedure.version = duty.version
        self.procedure = procedure
    }
}

/// One check of a run.
struct InstructedTest: Hashable, Sendable {
    let test: TestedCheck
    let severity: Severity
    /// Why it cannot be judged, whatever the probe sees.
    let obstacle: ProbeFailure?

    /// A check that no control tests any more still has a slot to end. Nil for one that nobody ever promised.
    init?(_ check: CheckID, under configuration: Configuration, promise: Promise?, isKnown: Bool) {
        if isKnown, let control = configuration.control(of: check) {
            test = TestedCheck(control: control.id, check: check)
            severity = control.severity(of: check) ?? .low
            obstacle = nil
            return
        }
        guard let promised = promise?.checks.first(where: { $0.check == check }) else { return nil }
        test = TestedCheck(control: promised.control, check: check)
        severity = CheckCatalogue.definition(of: check)?.severity ?? .low
        obstacle = ProbeFailure(.notConfigured, "no control tests this any more; its slot was promised before")
    }
}
