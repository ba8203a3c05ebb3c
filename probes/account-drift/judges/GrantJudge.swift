import Controls
import ProbeKit

/// Judges every path to administrative power against what is allowed.
struct GrantJudge {
    private static let check = CheckID.privilegedGrant
    private static let required = "an approved grant"

    private let settings: AccountDriftSettings
    private let evidence: AccountDriftEvidence
    private let baseline: AccountDriftEvidence?
    /// The grants of the baseline that are not root's own; nil without a baseline.
    private let before: Set<String>?
    /// The groups by name and by `#` and number.
    private let groups: Set<String>
    private var order: [String] = []
    private var bySubject: [String: CheckResult] = [:]

    init(_ settings: AccountDriftSettings, _ evidence: AccountDriftEvidence, baseline: AccountDriftEvidence?) {
        self.settings = settings
        self.evidence = evidence
        self.baseline = baseline
        groups = Set(evidence.accounts.groups.flatMap { [Grant.word($0.name), "#\($0.gid)"] })
        before = baseline.map { Set(AccountDriftProbe.grantSubjects(in: $0, settings)) }
    }

    consuming func judge(into results: inout Results) {
        let sources = AccountDriftProbe.incompleteSources(
            evidence.accounts, ["passwd", "group", "sudoers"], Self.check, settings)
        for result in sources { merge(result) }
        judgeFiles()
        for grant in evidence.grants.grants { judge(grant) }
        for membership in GroupMembership.all(in: evidence, named: settings.privilegedGroups) { judge(membership) }
        for file in evidence.grants.policyFiles { merge(Self.result(of: file, against: baseline, Self.check)) }
        judgeRemoved()
        let notes = evidence.grants.remarks.map(\.note)
        if let first = order.first { bySubject[first]?.notes += notes }
        for subject in order { if let result = bySubject[subject] { results.add(result) } }
    }

    private mutating func judgeFiles() {
        for unread in evidence.grants.unread { merge(unread.result(Self.check)) }
        for path in Set(evidence.grants.badLines.map(\.path)).sorted() {
            merge(AccountDriftProbe.result(evidence.grants.badLines.filter { $0.path == path }, Self.check))
        }
    }

    private mutating func judge(_ grant: Grant) {
        var result = CheckResult(
            Self.check, subject: grant.subject, verdict(grant.subject, isInherent: grant.isInherent), required: Self.required,
            observed: grant.isInherent ? "root itself" : Self.observed(grant), sources: [Source(grant.path, line: grant.line)],
            notes: grant.remarks.map { Note(.attention, $0) })
        if let group = grant.group, !groups.contains(group) {
            result.notes.append(Note(.attention, "/etc/group has no group \(group)"))
        }
        merge(result)
        if let strangers = Self.strangers(of: grant, settings, Self.check) { merge(strangers) }
    }

    /// Who is in a netgroup, or in a group of a plugin, no file shows.
    static func strangers(of grant: Grant, _ settings: AccountDriftSettings, _ check: CheckID) -> CheckResult? {
        guard grant.principal.hasPrefix("+") || grant.principal.hasPrefix("%:") else { return nil }
        let verdict: Verdict =
            settings.population == .local ? .notApplicable(.declaredOutOfScope) : .inconclusive(.populationIncomplete)
        return CheckResult(
            check, subject: "source:\(grant.principal)", verdict, required: "every holder is listed",
            observed: "the members of \(grant.principal) are not in a file", sources: [Source(grant.path, line: grant.line)])
    }

    private static func observed(_ grant: Grant) -> String {
        let reach = grant.isRootEquivalent ? "equivalent to root" : grant.reachesRoot ? "one command as root" : "as \(grant.target)"
        return switch grant.breadth {
        case .all: "any command, \(reach)"
        case .shell: "a program that runs or writes others, \(reach)"
        case .pattern: "a pattern of commands, \(reach)"
        case .writable: "a program that others than root may replace, \(reach)"
        case .limited: reach
        }
    }

    private mutating func judge(_ membership: GroupMembership) {
        let subject = membership.subject
        let isRoot = membership.account == "root"
        let kind = membership.kind.rawValue
        merge(
            CheckResult(
                Self.check, subject: subject, verdict(subject, isInherent: isRoot), required: Self.required,
                observed: isRoot ? "root itself" : membership.hasAccount ? kind : "\(kind), but there is no such account",
                sources: [membership.source]))
    }

    /// A program in JavaScript can only be compared with the one that was approved.
    static func result(of file: DigestedFile, against baseline: AccountDriftEvidence?, _ check: CheckID) -> CheckResult {
        let isApproved = baseline?.grants.policyFiles.contains(file) ?? false
        return CheckResult(
            check, subject: "source:\(file.path)", isApproved ? .pass : .inconclusive(.unsupportedFormat),
            required: "rules as approved", observed: isApproved ? "as in the baseline" : "polkit rules, which only a person can judge",
            sources: [Source(file.path)])
    }

    private func verdict(_ subject: String, isInherent: Bool) -> Verdict {
        if isInherent || settings.allowedGrants.contains(subject) || before?.contains(subject) == true { return .pass }
        return settings.allowedGrants.isEmpty && before == nil ? .inconclusive(.noBaseline) : .fail(.unexpected)
    }

    /// A grant of the baseline that a complete look no longer finds.
    private mutating func judgeRemoved() {
        let isOpen = order.contains { $0.hasPrefix("source:") && bySubject[$0]?.verdict.outcome == .inconclusive }
        guard let before, !isOpen else { return }
        for subject in before.sorted() where bySubject[subject] == nil {
            merge(
                CheckResult(
                    Self.check, subject: subject, .pass(.subjectAbsent), required: Self.required, observed: "removed since the baseline"))
        }
    }

    /// The same right from several places is one subject with all its lines.
    private mutating func merge(_ result: CheckResult) {
        guard var known = bySubject[result.subject] else {
            order.append(result.subject)
            bySubject[result.subject] = result
            return
        }
        for source in result.sources where known.sources.count < 20 && !known.sources.contains(source) { known.sources.append(source) }
        for note in result.notes where known.notes.count < 20 && !known.notes.contains(note) { known.notes.append(note) }
        if known.observed != result.observed, result.subject.hasPrefix("source:") { known.observed += "; \(result.observed)" }
        bySubject[result.subject] = known
    }
}
