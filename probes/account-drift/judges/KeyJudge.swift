import Controls
import ProbeKit

/// Judges every SSH key against what is approved.
struct KeyJudge {
    private static let check = CheckID.sshKey

    private let settings: AccountDriftSettings
    private let evidence: AccountDriftEvidence
    private let baseline: AccountDriftEvidence?
    /// The digests of the options of every key of the baseline, by subject: a key may stand in several files. Nil without a baseline.
    private let before: [String: Set<String?>]?
    /// The accounts that have keys.
    private let accounts: [String: AccountFact]
    /// Hashes of the subjects that stand in several files, and perhaps of a few others: these are merged before they are told.
    private let repeated: Set<Int>
    private var order: [String] = []
    private var bySubject: [String: CheckResult] = [:]
    /// The subjects of the baseline that were not seen yet.
    private var missing: Set<String> = []
    private var isEmpty = true

    init(_ settings: AccountDriftSettings, _ evidence: AccountDriftEvidence, baseline: AccountDriftEvidence?) {
        self.settings = settings
        self.evidence = evidence
        self.baseline = baseline
        before = baseline.map { state in
            let keys = state.keys.files.flatMap { file in file.keys.map { (file.subject(of: $0), Set([$0.optionsDigest])) } }
            return Dictionary(keys) { $0.union($1) }
        }
        missing = Set(before.map { Array($0.keys) } ?? [])
        var seen: Set<Int> = []
        repeated = Set(
            evidence.keys.files.lazy.flatMap { file in file.keys.lazy.map { file.subject(of: $0).hashValue } }.filter {
                !seen.insert($0).inserted
            })
        let owners = Set(evidence.keys.files.map(\.account))
        accounts = Dictionary(evidence.accounts.accounts.filter { owners.contains($0.name) }.map { ($0.name, $0) }) { first, _ in first }
    }

    consuming func judge(into results: inout Results) {
        for result in AccountDriftProbe.incompleteSources(evidence.accounts, ["passwd"], Self.check, settings) { merge(result) }
        for unread in evidence.keys.unread { merge(unread.result(Self.check)) }
        for source in evidence.keys.sources { merge(Self.result(of: source, against: baseline, Self.check)) }
        for file in evidence.keys.files {
            if let bad = file.badLines { merge(AccountDriftProbe.result([bad], Self.check)) }
            for key in file.keys { judge(key, in: file, into: &results) }
        }
        judgeLocks()
        judgeRemoved()
        if isEmpty {
            merge(
                CheckResult(
                    Self.check, subject: "host", .notApplicable(.emptyPopulation), required: "approved keys only",
                    observed: "no account has a key", sources: [Source("/etc/passwd")]))
        }
        for subject in order { if let result = bySubject[subject] { tell(result, into: &results) } }
    }

    private mutating func tell(_ result: CheckResult, into results: inout Results) {
        isEmpty = false
        missing.remove(result.subject)
        results.add(result)
    }

    // MARK: Keys

    private mutating func judge(_ key: AuthorizedKey, in file: KeyFile, into results: inout Results) {
        let subject = file.subject(of: key)
        var result = CheckResult(
            Self.check, subject: subject, .pass, required: required, observed: Self.observed(key),
            sources: [Source(file.path, line: key.line)])
        let account = accounts[file.account]
        let isExpired = account?.isExpired(on: evidence.today) ?? false
        let isUsable = file.unusable == nil && !isExpired
        if let why = file.unusable { result.observed += ", usable=no: \(why)" }
        if !key.options.isEmpty { result.notes.append(Note(.attention, "options: \(key.options.joined(separator: ", "))")) }
        result.notes += file.limits.map { Note(.attention, $0) }
        if isExpired { result.notes.append(Note(.orphanKey, "the account has expired, its key is still there")) }
        if account?.password == .locked {
            result.notes.append(Note(.orphanKey, "the account’s password is locked, which stops no key"))
        }
        result.verdict = verdict(key, subject, isLocked: account?.password == .locked && isUsable)
        if repeated.contains(subject.hashValue) {
            merge(result)
        } else {
            tell(result, into: &results)
        }
    }

    private var required: String {
        "an approved key of type \(settings.allowedKeyTypes.joined(separator: ", ")), RSA of at least \(settings.minimumRsaBits) bits"
    }

    private static func observed(_ key: AuthorizedKey) -> String { key.type + (key.bits.map { ", \($0) bits" } ?? "") }

    private func verdict(_ key: AuthorizedKey, _ subject: String, isLocked: Bool) -> Verdict {
        guard let family = key.family else { return .inconclusive(.unsupportedFormat) }
        if !settings.allows(family) { return .fail(.weakAlgorithm) }
        if family == "rsa", let bits = key.bits, bits < settings.minimumRsaBits { return .fail(.belowMinimum) }
        let known = before?[subject]
        let isListed = settings.approvedKeys.contains(subject)
        if let known, !known.contains(key.optionsDigest), !isListed { return .fail(.changed) }
        guard isListed || known != nil else {
            if isLocked { return .fail(.notEnforced) }
            return settings.approvedKeys.isEmpty && before == nil ? .inconclusive(.noBaseline) : .fail(.unexpected)
        }
        return isLocked ? .fail(.notEnforced) : .pass
    }

    /// Without shadow nobody knows which accounts with keys are locked or have expired.
    private mutating func judgeLocks() {
        guard !evidence.keys.files.isEmpty else { return }
        if let unread = evidence.accounts.shadow { merge(unread.result(Self.check, required: "locked accounts are known")) }
        let bad = evidence.accounts.badLines.filter { $0.path == "/etc/shadow" }
        if !bad.isEmpty { merge(AccountDriftProbe.result(bad, Self.check)) }
    }

    // MARK: Sources and removals

    /// What the baseline holds is approved as long as the file behind it is the same, which nobody knows without a digest.
    static func result(of source: KeySource, against baseline: AccountDriftEvidence?, _ check: CheckID) -> CheckResult {
        let known = baseline?.keys.sources ?? []
        let isApproved =
            source.digest != nil
            && known.contains { $0.name == source.name && $0.value == source.value && $0.digest == source.digest }
        let why = source.gap.map { "; no baseline can approve it: \($0)" } ?? ""
        return CheckResult(
            check, subject: "source:\(source.name)", isApproved ? .pass : .inconclusive(.populationIncomplete),
            required: "keys in files only, or a source as approved",
            observed: isApproved ? "\(source.value), as in the baseline" : "keys also come from \(source.value)\(why)",
            sources: [Source(source.path, line: source.line)])
    }

    /// A key of the baseline that a complete look no longer finds.
    private mutating func judgeRemoved() {
        guard evidence.keys.unread.isEmpty, evidence.accounts.passwd == nil else { return }
        for subject in missing.sorted() where bySubject[subject] == nil {
            merge(
                CheckResult(
                    Self.check, subject: subject, .pass(.subjectAbsent), required: "approved keys only",
                    observed: "removed since the baseline"))
        }
    }

    /// A key that stands in several files is one subject; its worst verdict counts.
    private mutating func merge(_ result: CheckResult) {
        isEmpty = false
        guard var known = bySubject[result.subject] else {
            order.append(result.subject)
            bySubject[result.subject] = result
            return
        }
        if Self.rank(result.verdict) > Self.rank(known.verdict) {
            known.verdict = result.verdict
            known.observed = result.observed
        }
        for source in result.sources where known.sources.count < 20 && !known.sources.contains(source) { known.sources.append(source) }
        for note in result.notes where known.notes.count < 20 && !known.notes.contains(note) { known.notes.append(note) }
        bySubject[result.subject] = known
    }

    private static func rank(_ verdict: Verdict) -> Int {
        switch verdict.outcome {
        case .notApplicable: 0
        case .pass: 1
        case .inconclusive: 2
        case .fail: 3
        }
    }
}
