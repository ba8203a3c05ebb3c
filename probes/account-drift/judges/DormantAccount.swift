import Controls
import ProbeKit

/// Judges every account that somebody can log in to by its last login.
struct DormancyJudge {
    private static let check = CheckID.dormantAccount

    private let settings: AccountDriftSettings
    private let evidence: AccountDriftEvidence
    private let credentials: Credentials
    private let reach: LoginReach
    /// The uid of each account at the look that was approved as the baseline, by name.
    private let before: [String: UInt32]
    private let beforeSeen: Int64
    /// The files of logins, which every account without one has in common.
    private let files: [Source]
    /// Whoever logged in no later than that is dormant; seconds since 1970.
    private let threshold: Int64
    private let required: String
    /// Said of every account of which nothing is known while no source proves anything; a hundred thousand share it.
    private let nothingKnown: String

    init(_ settings: AccountDriftSettings, _ evidence: AccountDriftEvidence, baseline: AccountDriftEvidence?) {
        self.settings = settings
        self.evidence = evidence
        threshold = evidence.logins.seen - settings.dormantAfter.seconds
        credentials = Credentials(evidence.accounts, evidence.keys, on: evidence.today)
        files = evidence.logins.sources.map { Source($0.path) }
        reach = LoginReach(evidence.logins, threshold: threshold)
        before = Dictionary((baseline?.accounts.accounts ?? []).lazy.map { ($0.name, $0.uid) }) { first, _ in first }
        beforeSeen = baseline?.logins.seen ?? 0
        required = "a login within \(settings.dormantAfter)"
        nothingKnown = "no login is known; \(reach.shortfall)"
    }

    func judge(into results: inout Results) {
        judgeSources(into: &results)
        // Both stand in the order of passwd.
        var logins = evidence.logins.logins[...]
        for account in credentials.accounts {
            let login = logins.first?.name == account.name ? logins.popFirst() : nil
            results.add(result(account, login))
        }
        results.addIfEmpty(Self.check, observed: "no account has a usable password or a usable key")
    }

    /// One subject for what may hold more accounts, more credentials or more logins.
    private func judgeSources(into results: inout Results) {
        for result in AccountDriftProbe.incompleteSources(evidence.accounts, ["passwd", "shadow"], Self.check, settings) {
            results.add(result)
        }
        if let unread = evidence.accounts.shadow { results.add(unread.result(Self.check, required: "passwords are known")) }
        let bad = evidence.accounts.badLines.filter { $0.path == "/etc/shadow" }
        if !bad.isEmpty { results.add(AccountDriftProbe.result(bad, Self.check)) }
        var seen: Set<String> = []
        for unread in evidence.keys.unread where seen.insert(unread.path).inserted {
            results.add(unread.result(Self.check, required: "keys are known"))
        }
        for source in evidence.keys.sources where seen.insert(source.name).inserted {
            results.add(
                CheckResult(
                    Self.check, subject: "source:\(source.name)", .inconclusive(.populationIncomplete), required: "keys are known",
                    observed: "keys also come from \(source.value)", sources: [Source(source.path, line: source.line)]))
        }
        for unread in evidence.logins.unread where seen.insert(unread.path).inserted {
            results.add(unread.result(Self.check, required: "logins are known"))
        }
    }

    private func result(_ account: AccountFact, _ login: LastLogin?) -> CheckResult {
        if login == nil, let shared = sharedResult(account) { return shared }
        var result = CheckResult(
            Self.check, subject: account.name, .pass, required: required,
            observed: observed(login), sources: sources(account, login))
        if let future = login?.future {
            result.notes.append(Note(.attention, "a login is recorded at \(Self.text(future)), which is yet to come"))
        }
        if let time = login?.time, time > threshold { return result }
        let (verdict, why) = verdict(account, login)
        result.verdict = verdict
        result.observed += "; \(why)"
        if verdict.outcome == .fail { result.observed += "; \(credentials.words(for: account))" }
        return result
    }

    /// Where no source proves anything, of an account of which none knows anything.
    private func sharedResult(_ account: AccountFact) -> CheckResult? {
        guard evidence.logins.unread.isEmpty, reach.proof == nil else { return nil }
        return CheckResult(
            Self.check, subject: account.name, .inconclusive(.insufficientHistory), required: required, observed: nothingKnown,
            sources: sources(account, nil))
    }

    private func observed(_ login: LastLogin?) -> String {
        guard let login, let time = login.time else { return "no login is known" }
        let days = (evidence.logins.seen - time) / 86_400
        return "last login \(Self.text(time)), \(days) days ago, by \(path(of: login))"
    }

    private func sources(_ account: AccountFact, _ login: LastLogin?) -> [Source] {
        let line = Source("/etc/passwd", line: Int(account.line))
        if let login, login.time != nil { return [Source(path(of: login)), line] }
        return files + [line]
    }

    private func path(of login: LastLogin) -> String {
        evidence.logins.sources.indices.contains(login.source) ? evidence.logins.sources[login.source].path : ""
    }

    /// What an account without a recent login comes to.
    private func verdict(_ account: AccountFact, _ login: LastLogin?) -> (Verdict, String) {
        if login?.future != nil { return (.inconclusive(.clockInvalid), "a login at an unknown time") }
        if let unread = evidence.logins.unread.first {
            return (.inconclusive(unread.reason), "\(unread.path) may tell of a later one and cannot be read")
        }
        guard let proof = reach.proof else { return (.inconclusive(.insufficientHistory), reach.shortfall) }
        if login?.time != nil { return (.fail(.stale), proof) }
        guard let since = knownSince(account) else {
            return (.inconclusive(.insufficientHistory), "\(proof), but nobody knows how old the account is")
        }
        let known = "the account is known since \(Self.text(since))"
        return (since <= threshold ? .fail(.stale) : .inconclusive(.insufficientHistory), "\(proof), and \(known)")
    }

    /// The earliest moment at which the account was there: at the approved look, or on the day of the last change of its password.
    private func knownSince(_ account: AccountFact) -> Int64? {
        var known: [Int64] = []
        if let old = before[account.name], old == account.uid, beforeSeen > 0 { known.append(beforeSeen) }
        if let day = account.lastChange, day > 0, Int64(day) <= evidence.today { known.append(Int64(day) * 86_400) }
        return known.min()
    }

    /// Evidence may hold any number.
    fileprivate static func text(_ seconds: Int64) -> String {
        Moment(seconds: min(max(seconds, 0), 9_000_000_000)).rfc3339
    }
}

/// How far back the sources of logins reach, and whether they are still written.
struct LoginReach {
    private let threshold: Int64
    private let kinds: [Kind]

    /// All files of one kind: a file and what rotation made of it.
    private struct Kind {
        let kind: LoginSource.Kind
        let path: String
        let oldest: Int64?
        let newest: Int64?
    }

    init(_ history: LoginHistory, threshold: Int64) {
        self.threshold = threshold
        kinds = LoginSource.Kind.allCases.compactMap { kind in
            let files = history.sources.filter { $0.kind == kind }
            guard let first = files.first else { return nil }
            return Kind(
                kind: kind, path: first.path, oldest: files.compactMap(\.oldest).min(), newest: files.compactMap(\.newest).max())
        }
    }

    /// Why an account of which no source knows a recent login has had none; nil where none can prove that. A source does if it sees every
    /// login, if its oldest record is old enough, and if it knows a recent login of somebody: else nothing may write it any more.
    var proof: String? {
        for kind in kinds where kind.kind.seesEveryLogin {
            guard let oldest = kind.oldest, oldest <= threshold, let newest = kind.newest, newest > threshold else { continue }
            return "\(kind.path) reaches back to \(DormancyJudge.text(oldest))"
        }
        return nil
    }

    /// Why there is no proof.
    var shortfall: String {
        guard !kinds.isEmpty else {
            let paths = [LoginFinder.lastlog2] + LoginFinder.wtmpdb + [LoginFinder.wtmp, LoginFinder.lastlog]
            return "there is none of \(paths.map(\.escaped).joined(separator: ", ")), nor a journal"
        }
        let missing = LoginSource.Kind.allCases.filter { kind in kind.seesEveryLogin && !kinds.contains { $0.kind == kind } }
        let absences = missing.map { $0 == .lastlog2 ? "there is no \(LoginFinder.lastlog2.escaped)" : "no journal was read" }
        return (kinds.map(words) + absences).joined(separator: ", ")
    }

    private func words(_ kind: Kind) -> String {
        guard kind.kind.seesEveryLogin else { return "\(kind.path) leaves out what needs no terminal, such as sftp" }
        guard let oldest = kind.oldest else { return "\(kind.path) is empty" }
        if oldest > threshold { return "\(kind.path) reaches back to \(DormancyJudge.text(oldest)) only" }
        guard let newest = kind.newest else { return "\(kind.path) knows no login of anybody" }
        return "\(kind.path) knows no login of anybody since \(DormancyJudge.text(newest)), so that perhaps nothing writes it"
    }
}
