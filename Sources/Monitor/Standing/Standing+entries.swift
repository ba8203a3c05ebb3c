internal import Controls
package import Ledger
internal import Notices
internal import ProbeKit

/// The fold.
extension Standing {
    /// Takes what was committed since. After a failure it is nothing to go on from.
    package mutating func follow(_ reader: LedgerReader) throws(LedgerFailure) {
        size = try reader.entries(from: size) { entry throws(LedgerFailure) in try take(entry) }
    }

    package mutating func take(_ entry: LedgerEntry) throws(LedgerFailure) {
        switch entry {
        case .leaf(let envelope, let what): try take(envelope.kind, what)
        case .cycle(let envelope): lives.beat(ClockReading(envelope.moment))
        case .execution(let execution, let changes):
            try register.take(execution, changes)
            forgetClosed()
            take(execution)
        case .missed(let record): account(try MissedRecord(of: record).end)
        case .change(let change):
            try register.take(change)
            forgetClosed()
        case .notice(let number, let record): take(try Notice(of: record), number)
        case .delivery(let record): take(try DeliveryRecord(of: record))
        }
    }

    // MARK: Leaves of their own

    private mutating func take(_ kind: LeafKind, _ what: [UInt8]) throws(LedgerFailure) {
        switch kind {
        case .genesis: genesis = try GenesisRecord(of: what)
        case .lifecycle: take(try Lifecycle(of: what))
        case .plan:
            plans.append(try Plan(of: what))
            forgetPast()
        case .clock:
            clocks.append(try ClockRecord(of: what))
            forgetPast()
        case .configChange: configuration = try ConfigurationRecord(of: what)
        case .waiver: try take(try WaiverRecord(of: what))
        case .silence: try take(try SilenceRecord(of: what))
        case .baseline:
            let record = try BaselineRecord(of: what)
            baselines[record.probe] = record
        case .attestation, .roster:
            let record = try DocumentRecord(of: what)
            documents[record.path] = record.digest == nil ? nil : record
        case .cycle, .inventory, .report, .epoch, .prune, .verify, .standing: break
        }
    }

    private mutating func take(_ life: Lifecycle) {
        switch life.event {
        case .heartbeat: lives.beat(life.at)
        case .start, .stoppedByOperator, .stoppedForShutdown, .stopped:
            lives.append(life)
            forgetPast()
        }
    }

    private mutating func take(_ record: WaiverRecord) throws(LedgerFailure) {
        guard let change = record.change else { throw .unfit("the record of waiver \(record.id) cannot be read; verify the ledger") }
        waivers.apply(change)
        _ = telling.take(CollectionOfOne(change))
    }

    private mutating func take(_ record: SilenceRecord) throws(LedgerFailure) {
        guard let change = record.change else { throw .unfit("the record of silence \(record.id) cannot be read; verify the ledger") }
        silences.apply(change)
        // What another silence covers waits for its end.
        unsettled = unsettled.filter { silences.covering($0) == nil }
        guard case .ended(let silence, _, _) = change else { return }
        let settlement = Settlement(register, telling, informed)
        unsettled.formUnion(settlement.subjects(after: [silence], under: silences).filter { !settlement.isSettled($0) })
    }

    // MARK: Notices

    private mutating func take(_ notice: Notice, _ number: Int64) {
        let (destinations, lane) = (Set(notice.destinations), notice.lane)
        if !destinations.isEmpty {
            var debt = Debt(destinations: destinations)
            if notice.deficiency != nil {
                (debt.lane, debt.closes) = (lane, notice.isClosed)
                if let informed = informed[lane] { debt.acquainted = destinations.intersection(informed) }
            }
            // That people are not told is no reason to say that they are not told of that.
            let isOfDelivery = notice.check == SelfCheckProbe.deficiencyCommunicated.rawValue
            debt.deficiency = isOfDelivery ? nil : notice.deficiency
            (debt.severity, debt.since, debt.isTest) = (notice.severity, notice.moment, notice.kind == .test)
            owed[number] = debt
        }
        take(test: notice)
        guard notice.deficiency != nil else { return }
        telling.take(notice)
        lastNotices.take(notice, in: lane)
        if notice.isClosed {
            informed[lane] = notice.audience(after: informed[lane])
            // Nobody else hears of the end, now or when a silence is over.
            let concerned = destinations.union(informed[lane] ?? [])
            let openings = openings[lane]?.filter { concerned.contains($0.key) } ?? [:]
            self.openings[lane] = openings.isEmpty ? nil : openings
        } else {
            informed[lane] = informed[lane].map { $0.union(destinations) } ?? destinations
        }
    }

    private mutating func take(test notice: Notice) {
        guard notice.kind == .test, let settings = notice.testedSettings else { return }
        let test = Contact(tested: notice.moment, settings: settings)
        for destination in notice.destinations { contacts[destination] = contacts[destination]?.after(test) ?? test }
    }

    private mutating func take(_ delivery: DeliveryRecord) {
        guard delivery.outcome.isEnd else { return }
        contacts[delivery.destination]?.take(delivery)
        take(heard: delivery)
        if let debt = owed[delivery.notice], debt.destinations.contains(delivery.destination) { take(delivery, of: debt) }
        owed[delivery.notice]?.destinations.remove(delivery.destination)
        if owed[delivery.notice]?.destinations.isEmpty ?? false { owed[delivery.notice] = nil }
    }

    /// The journal is not somebody who hears.
    private mutating func take(heard delivery: DeliveryRecord) {
        guard delivery.destination != Destination.journal, let debt = owed[delivery.notice], let number = debt.deficiency else { return }
        switch delivery.outcome {
        case .delivered, .accepted:
            owed[delivery.notice]?.isHeard = true
            unheard[number] = nil
        case .dead:
            guard !debt.isHeard, unheard[number] == nil, register[DeficiencyID(number: number)] != nil else { return }
            unheard[number] = Unheard(destination: delivery.destination, at: delivery.at)
        case .failed, .superseded: break
        }
    }

    /// Of what is over nobody has to hear any more.
    private mutating func forgetClosed() {
        guard !unheard.isEmpty else { return }
        unheard = unheard.filter { register[DeficiencyID(number: $0.key)] != nil }
    }

    /// Takes up by which message a destination heard that something is deficient, or by which it will.
    private mutating func take(_ delivery: DeliveryRecord, of debt: Debt) {
        guard let lane = debt.lane else { return }
        if debt.closes {
            openings[lane]?[delivery.destination] = nil
            if openings[lane]?.isEmpty ?? false { openings[lane] = nil }
        }
        guard debt.introduces(delivery.destination) else { return }
        switch delivery.outcome {
        case .delivered: if let id = delivery.remoteID, id.isNumber { openings[lane, default: [:]][delivery.destination] = id }
        case .superseded: if !introduce(to: lane, after: delivery) { openings[lane, default: [:]][delivery.destination] = "" }
        case .dead: if !introduce(to: lane, after: delivery) { forget(lane, after: delivery) }
        case .accepted, .failed: break
        }
    }

    /// Lets a destination hear by its next notice of a lane what another one did not tell it.
    /// - Returns: whether one waits that does not tell of the end.
    private mutating func introduce(to lane: String, after delivery: DeliveryRecord) -> Bool {
        guard let next = next(of: lane, after: delivery), owed[next]?.closes == false else { return false }
        owed[next]?.acquainted.remove(delivery.destination)
        return true
    }

    /// A destination does not know of what no notice told it.
    private mutating func forget(_ lane: String, after delivery: DeliveryRecord) {
        if next(of: lane, after: delivery) == nil { informed[lane]?.remove(delivery.destination) }
    }

    private func next(of lane: String, after delivery: DeliveryRecord) -> Int64? {
        owed.filter { number, debt in
            number > delivery.notice && debt.lane == lane && debt.destinations.contains(delivery.destination)
        }.keys.min()
    }

    // MARK: Slots

    private mutating func take(_ execution: KeptExecution) {
        let (procedure, times) = (execution.procedure, execution.times)
        if let slot = SlotName(of: execution) { account(slot) }
        lastExecutions[procedure.probe] = execution.id
        if execution.hasEvidence { lastObserved[procedure.probe] = execution.id }
        for check in execution.checks {
            // What crashed or was late is tried again.
            if execution.hasEvidence { judged[check.test.check] = times.started }
            looks[check.test] = LastLook(check, in: execution, after: looks[check.test])
            _ = telling.take(
                check.test, severity: check.severity, results: check.results, isComplete: check.isComplete, at: times.started,
                by: plans.tellingRule(for: check.test.check, executedBy: procedure))
        }
        guard !unsettled.isEmpty else { return }
        let settlement = Settlement(register, telling, informed)
        let tests = Set(execution.checks.map(\.test))
        unsettled = unsettled.filter { !tests.contains($0.test) || !settlement.isSettled($0) }
    }

    private mutating func account(_ slot: SlotName) { accounted[slot.probe] = slot }
}

extension [Lifecycle] {
    /// A sign of life: of each run the last is kept.
    fileprivate mutating func beat(_ reading: ClockReading) {
        guard let last, reading.follows(last.at) else { return }
        switch last.event {
        case .start: append(Lifecycle(.heartbeat, at: reading))
        case .heartbeat: self[count - 1].at = reading
        case .stoppedByOperator, .stoppedForShutdown, .stopped: break
        }
    }
}

extension RecordedObject {
    /// Reads what a leaf or a row of the ledger says.
    fileprivate init(of record: [UInt8]) throws(LedgerFailure) {
        do throws(RecordProblem) { try self.init(canonicalJSON: record) } catch { throw .record(error) }
    }
}
