import Controls
import LinuxHost
import ProbeKit
import Probes
import Reports

/// Looks at a host once: runs the probes in children, as many at once as the host has processors, and puts together what they say.
struct Looker {
    let configuration: Configuration
    /// The probes to run, by name.
    let probes: [String]
    /// The observed root; nil for this host.
    let root: HostPath?
    let namesEveryPass: Bool
    let baselines: ApprovedBaselines
    /// Where the administrator's configuration stands, for advice.
    let directory: String

    /// Seconds after which a look has certainly failed: every deadline one after the other, and some for starting.
    var longest: Int {
        entries.reduce(30) { sum, entry in sum + Int(clamping: deadline(of: entry).seconds) }
    }

    private var entries: [ProbeEntry] { Registry.probes.filter { probes.contains($0.manifest.probe) } }

    /// How long one execution of a probe may take.
    private func deadline(of entry: ProbeEntry) -> TimeSpan {
        var settings = Settings(configuration.settings[entry.manifest.probe] ?? [])
        return CommonSettings(&settings, usualDeadline: entry.manifest.usualDeadline).deadline
    }

    func look(progress: Progress) async -> Look {
        let started = LiveHost.now
        let courier = CourierSource.program(ThisProcess.neighbour("soc2d-courier"))
        let runner = ProbeRunner(program: "/proc/self/exe", arguments: ["observe"], courier: courier)
        var checks: [LookedCheck] = []
        await withTaskGroup(of: (ProbeEntry, ProbeReply).self) { group in
            var waiting = entries[...]
            let start = { (group: inout TaskGroup<(ProbeEntry, ProbeReply)>) in
                guard let entry = waiting.popFirst() else { return }
                progress.began(entry.manifest.probe)
                group.addTask { (entry, await run(entry, with: runner)) }
            }
            for _ in 0..<min(ThisProcess.processors, 4) { start(&group) }
            while let (entry, reply) = await group.next() {
                progress.ended(entry.manifest.probe)
                checks += looked(entry, reply)
                start(&group)
            }
        }
        progress.clear()
        let finished = LiveHost.now
        return Look(
            host: HostIdentity.read(below: root), root: root?.escaped ?? "/", startedAt: started, finishedAt: finished,
            checks: checks.sorted { $0.id < $1.id }.map { waived($0, at: finished) })
    }

    /// A check with the waivers that lie over its failing subjects.
    private func waived(_ check: LookedCheck, at now: Moment) -> LookedCheck {
        var waived = check
        let test = TestedCheck(control: check.control, check: check.id)
        for (index, result) in check.results.enumerated() where result.verdict.outcome == .fail {
            let subject = TestedSubject(test: test, subject: result.subject)
            waived.waivers[result.subject] = configuration.waivers.covering(subject, at: now)
            guard waived.waivers[result.subject] == nil, let lapsed = configuration.waivers.lapsed(over: subject, at: now) else { continue }
            waived.results[index].notes.append(Note(.attention, "the waiver \(lapsed.id) over it ended \(lapsed.expiry.text)"))
        }
        return waived
    }

    private func run(_ entry: ProbeEntry, with runner: ProbeRunner) async -> ProbeReply {
        let deadline = deadline(of: entry)
        var request = ProbeRequest()
        request.checks = configuration.checks(of: entry.manifest.probe).map(\.rawValue)
        request.cpuSeconds = max(1, Int(deadline.seconds))
        request.passesNamed = namesEveryPass ? Int(Int32.max) : Results.usualPassesNamed
        request.root = root?.escaped ?? ""
        request.settings = (configuration.settings[entry.manifest.probe] ?? []).map(ProbeRequest.Setting.init)
        request.carry(configuration.monitor.keyring())
        request.baseline = baselines.states[entry.manifest.probe]
        return await runner.run(entry.manifest.probe, request, deadline: .nanoseconds(deadline.nanoseconds))
    }

    /// The checks of a probe as people read them. A probe that could say nothing says so for each of its checks.
    private func looked(_ entry: ProbeEntry, _ reply: ProbeReply) -> [LookedCheck] {
        entry.manifest.checks.compactMap { check in
            guard let control = configuration.control(of: check.id), let definition = CheckCatalogue.definition(of: check.id) else {
                return nil
            }
            var results = reply.results[check.id] ?? []
            var population = reply.populations[check.id] ?? Population()
            let failure = reply.failure ?? (population.subjects == 0 ? Self.silence : nil)
            if let failure {
                let subject = "source:\(entry.manifest.probe)"
                results = [CheckResult(check.id, subject: subject, .inconclusive(failure.reason), observed: failure.text)]
                population = Population().counting(.inconclusive)
            }
            return LookedCheck(
                definition: definition, control: control.id, severity: control.severity(of: check.id) ?? definition.severity,
                advice: check.advice, adviceByReason: check.adviceByReason,
                approval: check.approvingKey.map {
                    LookedCheck.Approval(key: $0, file: "\(directory)/controls.d/\(control.fileName).d/approved.conf")
                }, population: population, results: results)
        }
    }

    /// A check that was due and gave no result at all is not passed over.
    private static let silence = ProbeFailure(.internalError, "the probe gave no result for this check")
}
