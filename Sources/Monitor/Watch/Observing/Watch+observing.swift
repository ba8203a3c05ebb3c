import Controls
import Ledger
import Notices
import ProbeKit

/// How orders of the timetable become runs, and runs executions.
extension Watch {
    func obey(_ orders: [Timetable.Order], at now: ClockReading) {
        for order in orders {
            switch order {
            case .tied(let record): tie(record, at: now)
            case .missed(let record): post(.missed(record), at: now)
            case .hold(let run, let failures, let until): hold(run, failures, until: until, at: now)
            case .start(let run): prepare(run, at: now)
            }
        }
    }

    private func tie(_ record: ClockRecord, at now: ClockReading) {
        post(.clock, record, at: now)
        log(.notice, "The wall clock was set.", ["TIE": "\(record.tie)", "BEFORE": record.before?.wall.rfc3339 ?? ""])
    }

    private func hold(_ run: Run, _ failures: Int, until: BootTime, at now: ClockReading) {
        let end = timetable?.tie.name(of: until).rfc3339 ?? ""
        let failure = ProbeFailure(.internalError, "not started: the probe failed \(failures) times in a row and rests until \(end)")
        post(.execution(Performed(run, by: instruction(for: run), failing: failure, at: now)), at: now)
    }

    /// A run that begins when the monitor ends is left to the next start, which makes up for it.
    private func prepare(_ run: Run, at now: ClockReading) {
        guard ending == nil else { return }
        let commission = Commission(run: run, instruction: instruction(for: run))
        if commission.instruction.isObservable { return commissions.append(commission) }
        let failure = ProbeFailure(.notConfigured, "not started: no control tests the probe any more")
        post(.execution(Performed(run, by: commission.instruction, failing: failure, at: now)), at: now)
        obey(timetable?.ended(commission.probe, failed: false, at: now) ?? [], at: now)
    }

    private func instruction(for run: Run) -> Instruction {
        let probe = run.slot.name.probe
        let promising =
            (plan.map { [$0] } ?? standing.plans).last { $0.id == run.slot.name.plan }
            ?? standing.plans.last {
                $0.id == run.slot.name.plan
            }
        return Instruction(
            for: run, under: duty.configuration, promise: promising?.promise(of: probe), entry: entry(of: probe), duty: duty)
    }

    func entry(of probe: String) -> ProbeEntry? { duty.probes.first { $0.manifest.probe == probe } }

    func startRuns(at now: ClockReading) {
        for commission in commissions where !isOver {
            running[commission.probe] = commission
            let deadline = Duration.nanoseconds(commission.instruction.deadline.nanoseconds)
            effects.append(.observe(probe: commission.probe, request(commission), deadline: deadline))
        }
        commissions = []
    }

    func take(_ observed: Happening.Observed, at now: ClockReading) {
        guard let commission = running.removeValue(forKey: observed.probe) else {
            return log(.warning, "A probe said something that nobody asked.", ["PROBE": observed.probe])
        }
        if let failure = observed.reply.failure {
            log(.warning, "A probe could say nothing.", ["PROBE": observed.probe, "REASON": failure.reason.rawValue, "TEXT": failure.text])
        }
        let performed = Performed(commission.run, by: commission.instruction, observed.reply, from: observed.started, to: now)
        post(.execution(performed), at: now)
        obey(timetable?.ended(observed.probe, failed: !observed.reply.isComplete, at: now) ?? [], at: now)
    }

    // MARK: The request

    private func request(_ commission: Commission) -> ProbeRequest {
        let (instruction, footing) = (commission.instruction, footing)
        var request = ProbeRequest()
        request.checks = instruction.tests.filter { $0.obstacle == nil }.map(\.test.check.rawValue)
        request.cpuSeconds = Int(clamping: instruction.deadline.nanoseconds.plus(999_999_999) / 1_000_000_000)
        request.settings = (instruction.settings + ownSettings(of: commission.probe)).map(ProbeRequest.Setting.init)
        request.carry(duty.configuration.monitor.keyring())
        request.wantsEvidence = true
        for test in instruction.tests {
            let open = footing.register.open(of: test.test).map(\.subject.subject)
            let followed = footing.telling.awaited(test.test).union(open)
            if !followed.isEmpty { request.following[test.test.check] = followed }
        }
        let entry = entry(of: commission.probe)
        if entry?.manifest.looksBack ?? false { request.previous = lastEvidence(of: commission.probe) }
        if entry?.approvable != nil { request.baseline = approvedState(of: commission.probe) }
        return request
    }

    /// What no file says.
    private func ownSettings(of probe: String) -> [Assignment] {
        guard probe == SelfChecks.entry.manifest.probe else { return [] }
        return SelfChecks.settings(
            ledger: ledger.path, keys: keys.map(\.verifier.description), remembered: duty.checkpointFiles,
            destinations: duty.configuration.destinations, minutesAhead: duty.minutesAhead(at: last.wall), fork: seal.fork?.description,
            storeFull: trouble?.failure.description)
    }

    private func lastEvidence(of probe: String) -> [UInt8]? {
        daybook.evidence(of: probe) ?? standing.lastObserved[probe].flatMap { read($0)?.bytes }
    }

    private func approvedState(of probe: String) -> ApprovedState? {
        standing.baselines[probe].map { baseline in
            // Without its evidence a baseline approves nothing, and the probe says so.
            let evidence = read(ExecutionID(number: baseline.execution))?.bytes ?? []
            return ApprovedState(approvedBy: baseline.approver, approvedAt: baseline.approvedAt, evidence: evidence)
        }
    }

    /// Kept evidence. A probe goes without what cannot be read; if the disk has failed, the next commit says so.
    func read(_ execution: ExecutionID) -> KeptEvidence? {
        do throws(LedgerFailure) { return try ledger.reader.evidence(of: execution) } catch {
            log(.error, "Kept evidence cannot be read.", ["EXECUTION": "\(execution.number)", "REASON": error.description])
            return nil
        }
    }
}
