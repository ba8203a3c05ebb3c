import Controls
import Ledger
import Notices
import ProbeKit

/// How a configuration comes into force, and waivers and silences with it.
extension Watch {
    func take(_ configuration: Configuration, _ problems: [ConfigurationProblem], ticket: Int?, at now: ClockReading) {
        let author = ticket.flatMap { reloads.removeValue(forKey: $0) } ?? "the service manager"
        let answer = problems.isEmpty ? adopt(configuration, by: author, at: now) : refuse(problems.map(\.description), by: author, at: now)
        if let ticket { effects.append(.answer(answer, ticket: ticket)) }
    }

    private func refuse(_ problems: [String], by author: String, at now: ClockReading) -> ControlAnswer {
        var record = ConfigurationRecord()
        record.author = author
        record.isAccepted = false
        record.digest = standing.configuration?.digest ?? ""
        record.previous = standing.configuration?.previous
        record.problems = problems.shortened(to: 25)
        post(.configChange, record, at: now)
        post(.notice(.configurationRefused(record.problems.first ?? "")), at: now)
        return ControlAnswer(
            refused:
                "the configuration has \(problems.count == 1 ? "a problem" : "\(problems.count) problems"); the one before stays in force",
            problems: record.problems)
    }

    private func adopt(_ configuration: Configuration, by author: String, at now: ClockReading) -> ControlAnswer {
        obey(timetable?.advance(to: now) ?? [], at: now)
        do throws(LedgerFailure) {
            guard let record = record(of: configuration, by: author) else {
                duty.configuration = configuration
                resume(at: now)
                return ControlAnswer(done: "the configuration is the same as before")
            }
            let later = try plan(under: configuration, at: now)
            var postings: [Posting] = [.leaf(try .recording(.configChange, record))]
            if let later { postings.append(.leaf(try .recording(.plan, later))) }
            guard keepNow(postings, at: now) else { return notKept }
            duty.configuration = configuration
            if let later { follow(later, at: now) }
            resume(at: now)
            return ControlAnswer(done: "the configuration is in force: \(record.differences.count) lines differ")
        } catch { return refuse(["the configuration cannot be recorded: \(error)"], by: author, at: now) }
    }

    /// Why a change that is asked for does not happen.
    var notKept: ControlAnswer {
        ControlAnswer(
            refused: "nothing was changed, since it cannot be recorded: \(trouble?.failure.description ?? "the ledger has failed")")
    }

    /// Nil where the configuration says the same as the one in force, and none was refused since.
    func record(of configuration: Configuration, by author: String) -> ConfigurationRecord? {
        var record = ConfigurationRecord()
        record.author = author
        record.digest = configuration.digest(sha256: duty.sha256)
        record.previous = standing.configuration?.digest
        guard record.digest != record.previous || standing.configuration?.isAccepted == false else { return nil }
        // What the one before said is not in the ledger, only its digest: after a restart nobody knows the lines.
        if timetable != nil { record.differences = duty.configuration.differences(to: configuration) }
        return record
    }

    /// What is promised from now on; nil where that is what the plan in force promises.
    func plan(under configuration: Configuration, at now: ClockReading) throws(LedgerFailure) -> Plan? {
        let promises = configuration.promises(duty)
        guard promises != plan?.promises || plan?.mappingVersion != CheckCatalogue.mappingVersion else { return nil }
        do throws(RecordProblem) {
            return try Plan(
                promises, from: now, tie: timetable?.tie.number ?? 1, previous: plan, approver: "",
                mappingVersion: CheckCatalogue.mappingVersion, sha256: duty.sha256)
        } catch { throw .record(error) }
    }

    func follow(_ later: Plan, at now: ClockReading) {
        plan = later
        obey(timetable?.adopt(later) ?? [], at: now)
        lookFirst()
    }

    /// Nobody waits for a first slot to see what a new probe has to say.
    func lookFirst() {
        let unseen = (plan?.promises ?? []).map(\.probe).filter { standing.lastObserved[$0] == nil }
        timetable?.lookFirst(at: unseen)
    }

    // MARK: Waivers

    func reconcileWaivers(at now: ClockReading) {
        let changes = footing.waivers.changes(to: duty.configuration.waivers, at: now.wall)
        if !changes.isEmpty { post(.waivers(changes), at: now) }
    }

    /// When the next waiver begins or ends, as the wall clock goes now.
    var nextWaiver: BootTime? {
        let waivers = footing.waivers.all.map(\.expiry.end) + duty.configuration.waivers.all.map(\.approvedAt)
        return waivers.compactMap { $0.since(last.wall) }.filter { $0.nanoseconds > 0 }.min().map { last.boot + max($0, .seconds(1)) }
    }

    // MARK: Silences

    func reconcileSilences(at now: ClockReading) {
        let changes = footing.silences.changes(to: duty.configuration.silences, at: now.wall)
        if !changes.isEmpty { post(.silences(changes), at: now) }
    }

    /// The same of silences.
    var nextSilence: BootTime? {
        let next = footing.silences.nextChange(to: duty.configuration.silences, after: last.wall)
        return next.flatMap { $0.since(last.wall) }.map { last.boot + max($0, .seconds(1)) }
    }
}
