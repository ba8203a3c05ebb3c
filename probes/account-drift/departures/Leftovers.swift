import Controls
import ProbeKit

/// Everything on the host that could still serve somebody who left, found once for all of them.
struct Leftovers {
    /// One thing that is still there, in words, and its place.
    struct Item {
        let words: String
        let source: Source
    }

    private var byAccount: [String: [Item]] = [:]
    private var byKey: [String: [Item]] = [:]
    /// The accounts that may still let somebody in, as far as anybody knows: why that is not known.
    private(set) var doubts: [String: Unread] = [:]
    /// The accounts that are in passwd(5), and have not expired.
    private(set) var alive: Set<String> = []
    /// The accounts that are in passwd(5).
    private(set) var present: Set<String> = []

    init(
        of departures: [Departure], in evidence: AccountDriftEvidence, _ seen: DeparturesSeen, baseline: AccountDriftEvidence?,
        _ settings: AccountDriftSettings
    ) {
        let names = Set(departures.flatMap(\.accounts))
        let facts = evidence.accounts.accounts.filter { names.contains($0.name) }
        present = Set(facts.map(\.name))
        findKeys(Set(departures.flatMap(\.keys)), of: facts, evidence)
        let openings = Self.openings(evidence.keys)
        for fact in facts { findWayIn(fact, evidence, openings[fact.name] ?? openings[KeyFile.everybody]) }
        findGrants(names, facts, evidence, settings)
        for trace in seen.traces { add(trace.account, trace.words, Source(trace.path, line: trace.line)) }
        findProcesses(seen.processes ?? [], Self.uids(of: names, facts, evidence, baseline))
    }

    private mutating func add(_ account: String, _ words: String, _ source: Source) {
        byAccount[account, default: []].append(Item(words: words, source: source))
    }

    /// What is still there of one person.
    func items(of departure: Departure) -> [Item] {
        departure.accounts.flatMap { byAccount[$0] ?? [] } + departure.keys.flatMap { byKey[$0] ?? [] }
    }

    // MARK: Ways in

    /// The keys that sshd takes, and the accounts that they open.
    private mutating func findKeys(_ fingerprints: Set<String>, of facts: [AccountFact], _ evidence: AccountDriftEvidence) {
        let owners = Set(evidence.keys.files.map(\.account))
        let expired = Set(
            evidence.accounts.accounts.filter { owners.contains($0.name) && $0.isExpired(on: evidence.today) }.map(\.name))
        for file in evidence.keys.files where file.unusable == nil && !expired.contains(file.account) {
            for key in file.keys where fingerprints.contains(key.fingerprint) {
                let whose = file.account == KeyFile.everybody ? "for every account" : "for \(file.account)"
                byKey[key.fingerprint, default: []].append(
                    Item(words: "the key \(key.fingerprint) \(whose)", source: Source(file.path, line: key.line)))
            }
        }
    }

    /// By account: the first file of keys that sshd takes.
    private static func openings(_ inventory: KeyInventory) -> [String: KeyFile] {
        var openings: [String: KeyFile] = [:]
        for file in inventory.files where file.unusable == nil && !file.keys.isEmpty && openings[file.account] == nil {
            openings[file.account] = file
        }
        return openings
    }

    /// Whether an account is enabled: it has not expired, and a password or a key opens it. A shell such as nologin is no lock:
    /// sshd forwards all the same.
    private mutating func findWayIn(_ fact: AccountFact, _ evidence: AccountDriftEvidence, _ opening: KeyFile?) {
        guard !fact.isExpired(on: evidence.today) else { return }
        alive.insert(fact.name)
        let line = Source("/etc/passwd", line: Int(fact.line))
        if fact.password == .usable { add(fact.name, "the account \(fact.name), which a password opens", line) }
        if let opening { add(fact.name, "the account \(fact.name), which a key in \(opening.path) opens", line) }
        if fact.password == .unknown {
            let unread = evidence.accounts.shadow
            doubts[fact.name] = Unread("/etc/shadow", unread?.reason ?? .parseError, unread?.text ?? "no line for \(fact.name)")
        } else if let source = evidence.keys.sources.first {
            let text = "\(source.name) may bring keys for \(fact.name); let the account expire"
            doubts[fact.name] = Unread(source.path, .populationIncomplete, text, line: source.line)
        }
    }

    // MARK: Rights and work

    private mutating func findGrants(
        _ names: Set<String>, _ facts: [AccountFact], _ evidence: AccountDriftEvidence, _ settings: AccountDriftSettings
    ) {
        var principals = Dictionary(names.map { (Grant.user($0), $0) }) { first, _ in first }
        for fact in facts { principals["#\(fact.uid)"] = fact.name }
        for grant in evidence.grants.grants {
            if let name = principals[grant.principal] { add(name, "the grant \(grant.subject)", Source(grant.path, line: grant.line)) }
        }
        for membership in GroupMembership.all(in: evidence, named: settings.privilegedGroups) where names.contains(membership.account) {
            add(membership.account, "the grant \(membership.subject)", membership.source)
        }
    }

    /// The numbers of the accounts: those that they have, and those that accounts which are gone had in the baseline, unless
    /// somebody else has them now.
    private static func uids(
        of names: Set<String>, _ facts: [AccountFact], _ evidence: AccountDriftEvidence, _ baseline: AccountDriftEvidence?
    ) -> [UInt32: String] {
        var uids = Dictionary(facts.map { ($0.uid, $0.name) }) { first, _ in first }
        let present = Set(facts.map(\.name))
        let gone = (baseline?.accounts.accounts ?? []).filter { names.contains($0.name) && !present.contains($0.name) }
        guard !gone.isEmpty else { return uids }
        let taken = Set(evidence.accounts.accounts.map(\.uid))
        for fact in gone where !taken.contains(fact.uid) { uids[fact.uid] = fact.name }
        return uids
    }

    private mutating func findProcesses(_ running: [RunningUser], _ uids: [UInt32: String]) {
        for user in running {
            guard let name = uids[user.uid] else { continue }
            let count = user.count == 1 ? "a process" : "\(user.count) processes"
            add(name, "\(count) with the uid of \(name), \(user.uid), such as \(user.pid)", Source("/proc/\(user.pid)/status"))
        }
    }
}

extension DepartureTrace {
    fileprivate var words: String {
        switch kind {
        case .atJob: "a job of at(1) of \(account)"
        case .cronLine: "a line of cron that runs as \(account)"
        case .crontab: "the crontab of \(account)"
        case .linger: "lingering of \(account), whose services run without a login"
        case .session: "a session of \(account)"
        case .timer: "a timer of \(account)"
        }
    }
}
