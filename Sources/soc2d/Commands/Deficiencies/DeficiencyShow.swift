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
            Exit status: 0 shown, 2 the ledger cannot be read, 66 no such deficiency; \(StateArguments.statuses)
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
    }

    private func file(_ reader: LedgerReader) throws(LedgerFailure) -> DeficiencyFile? {
        let standing = try Standing.read(from: reader)
        guard number.id < standing.register.next else { return nil }
        var known = standing.register[number.id]
        if known == nil { known = try closed(reader) }
        guard let deficiency = known else { return nil }
        var file = DeficiencyFile(DeficiencyCase(deficiency, waiver: deficiency.closing == nil ? standing.waiver(over: deficiency) : nil))
        file.advice = Self.advice(deficiency)
        file.sources = try Self.sources(deficiency, reader)
        file.notices = try notices(reader, owed: standing)
        return file
    }

    private func closed(_ reader: LedgerReader) throws(LedgerFailure) -> Deficiency? {
        try DeficiencyHistory.read(from: reader).all.first { $0.id == number.id }
    }

    private static func advice(_ deficiency: Deficiency) -> String {
        let check = deficiency.subject.test.check
        let manifest = EveryProbe.entries.lazy.flatMap(\.manifest.checks).first { $0.id == check }
        return manifest.map { $0.adviceByReason[deficiency.finding.reason] ?? $0.advice } ?? ""
    }

    /// What decided when it last failed.
    private static func sources(_ deficiency: Deficiency, _ reader: LedgerReader) throws(LedgerFailure) -> [Source] {
        let checks = try reader.execution(deficiency.lastFailure.execution)?.checks ?? []
        let results = checks.filter { $0.test == deficiency.subject.test }.flatMap(\.results)
        return results.first { $0.subject == deficiency.subject.subject && $0.verdict.outcome == .fail }?.sources ?? []
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
