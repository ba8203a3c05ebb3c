import ArgumentParser
import Controls
import Ledger
import LinuxHost
import Monitor
import Notices
import ProbeKit
import Probes
import Reports

/// Shows the life of one deficiency.
struct DeficiencyShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the life of one: every time, what was required and seen, who was told.",
        discussion: """
            Exit status: 0 shown, 2 the ledger cannot be read, or a part of it is damaged, 66 no such deficiency; \(StateArguments.statuses)
            """)

    @Argument(help: ArgumentHelp("Such as D-41 or 41.", valueName: "id"))
    var number: DeficiencyNumber

    @Option(help: "text or json.")
    var format = ReportFormat.text

    @OptionGroup var place: StateArguments

    func run() throws {
        let found = try OpenLedger(place.places().ledger).snapshot { reader throws(LedgerFailure) in try file(reader) }
        guard let file = found else {
            ThisProcess.writeError("soc2d: there is no deficiency \(number.id); `soc2d deficiencies list --all` lists them\n")
            throw ExitCode(ExitStatus.noInput)
        }
        switch format {
        case .json: JSONDeficiencyReport.render(file, at: LiveHost.now, to: ThisProcess.write)
        case .text: DeficiencyReport.render(file, at: LiveHost.now, style: .ofOutput(listed: nil), to: ThisProcess.write)
        }
        if file.unread != nil { throw ExitCode(ExitStatus.inconclusive) }
    }

    private func file(_ reader: LedgerReader) throws(LedgerFailure) -> DeficiencyFile? {
        let salvage = try Standing.salvaged(from: reader)
        let standing = salvage.fold
        var (known, unread) = (standing.register[number.id], salvage.damage.map(UnreadPlace.init))
        if known == nil, unread != nil || number.id < standing.register.next {
            let history = try DeficiencyHistory.salvaged(from: reader)
            (known, unread) = (history.fold.all.first { $0.id == number.id }, history.damage.map(UnreadPlace.init) ?? unread)
        }
        guard let deficiency = known else {
            if let unread { throw .unfit("\(number.id) is not in what can be read: \(unread.words)") }
            return nil
        }
        var file = DeficiencyFile(standing.known(deficiency))
        file.unread = unread
        file.advice = Self.advice(deficiency)
        file.sources = try Self.sources(deficiency, reader)
        file.notices = try notices(reader, owed: standing)
        return file
    }

    private static func advice(_ deficiency: Deficiency) -> String {
        let check = deficiency.subject.test.check
        let manifest = EveryProbe.entries.lazy.flatMap(\.manifest.checks).first { $0.id == check }
        return manifest.map { $0.adviceByReason[deficiency.finding.reason] ?? $0.advice } ?? ""
    }

    /// What decided when it last failed.
    private static func sources(_ deficiency: Deficiency, _ reader: LedgerReader) throws(LedgerFailure) -> [Source] {
        let checks = try looked(deficiency.lastFailure.execution, reader)
        let results = checks.filter { $0.test == deficiency.subject.test }.flatMap(\.results)
        return results.first { $0.subject == deficiency.subject.subject && $0.verdict.outcome == .fail }?.sources ?? []
    }

    /// Nothing where its record is damaged.
    private static func looked(_ execution: ExecutionID, _ reader: LedgerReader) throws(LedgerFailure) -> [KeptCheck] {
        do throws(LedgerFailure) { return try reader.execution(execution)?.checks ?? [] } catch {
            guard error.showsDamage else { throw error }
            return []
        }
    }

    /// What has ended as the records of the deliveries say, and after it what is still owed.
    private func notices(_ reader: LedgerReader, owed standing: Standing) throws(LedgerFailure) -> [PendingNotice] {
        var notices: [Int64: Notice] = [:]
        try reader.notices { number, record throws(LedgerFailure) in
            guard let notice = try? Notice(canonicalJSON: record), notice.deficiency == self.number.id.number else { return }
            notices[number] = notice
        }
        var told: [PendingNotice] = []
        try reader.deliveries { record throws(LedgerFailure) in
            guard let end = try? DeliveryRecord(canonicalJSON: record), end.outcome.isEnd, let notice = notices[end.notice] else { return }
            told.append(PendingNotice(end, notice))
        }
        let waiting = try standing.outboxRows(in: reader).filter { notices[$0.notice] != nil }
        return told.sorted { $0.number < $1.number } + waiting.map { PendingNotice($0, notices[$0.notice]) }
    }
}
