import ArgumentParser
import Controls
import Ledger
import LinuxHost
import Monitor
import Reports

/// Lists deficiencies.
struct DeficiencyList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is open.",
        discussion: """
            Exit status: 0 nothing that is listed is open and not waived, 1 something is, 2 the ledger cannot be read, or a part of it is \
            damaged; \
            \(StateArguments.statuses)
            """)

    @Flag(help: "List what was closed too.")
    var all = false

    @Flag(help: "List only what was closed.")
    var closed = false

    @Option(help: ArgumentHelp("Only of this control.", valueName: "id"))
    var control: String?

    @Option(help: ArgumentHelp("Only of this check, with or without its probe.", valueName: "check"))
    var check: String?

    @Option(help: "text or json.")
    var format = ReportFormat.text

    @OptionGroup var place: StateArguments

    func validate() throws {
        guard !all || !closed else { throw ValidationError("say --all or --closed, not both") }
        guard let check else { return }
        let known = CheckCatalogue.all.map(\.id)
        guard !known.contains(where: { Self.names($0, check) }) else { return }
        let words = known.map(check.contains(".") ? \.rawValue : \.name)
        let help = nearestWord(to: check, among: words).map { "did you mean “\($0)”?" } ?? "`soc2d probes` lists them"
        throw ValidationError("no check is called “\(Subject.escaping(check.utf8))”; \(help)")
    }

    func run() throws {
        let (cases, unread) = try OpenLedger(place.places().ledger).snapshot { reader throws(LedgerFailure) in try wanted(reader) }
        switch format {
        case .json: JSONDeficiencyReport.render(cases, unread: unread, at: LiveHost.now, to: ThisProcess.write)
        case .text:
            DeficiencyListReport.render(
                cases, of: selection, unread: unread, at: LiveHost.now, style: .ofOutput(listed: nil), to: ThisProcess.write)
        }
        if cases.contains(where: { $0.deficiency.closing == nil && $0.waiver == nil }) { throw ExitCode(ExitStatus.fails) }
        if unread != nil { throw ExitCode(ExitStatus.inconclusive) }
    }

    /// What the list is of, in words; empty where it is of everything.
    private var selection: String {
        [control.map { "control \($0)" }, check.map { "check \($0)" }].compactMap(\.self).joined(separator: " and ")
    }

    private func wanted(_ reader: LedgerReader) throws(LedgerFailure) -> (cases: [DeficiencyCase], unread: UnreadPlace?) {
        let salvage = try Standing.salvaged(from: reader)
        var (known, unread) = (salvage.fold.register.open, salvage.damage.map(UnreadPlace.init))
        if all || closed {
            let history = try DeficiencyHistory.salvaged(from: reader)
            (known, unread) = (history.fold.all, history.damage.map(UnreadPlace.init) ?? unread)
        }
        let cases = known.filter(isWanted).map(salvage.fold.known)
        return (cases, unread)
    }

    private func isWanted(_ deficiency: Deficiency) -> Bool {
        let test = deficiency.subject.test
        guard !closed || deficiency.closing != nil, control == nil || control == test.control else { return false }
        return check.map { Self.names(test.check, $0) } ?? true
    }

    private static func names(_ check: CheckID, _ name: String) -> Bool { check.rawValue == name || check.name == name }
}
