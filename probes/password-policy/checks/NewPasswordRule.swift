import Controls
import ProbeKit

/// A rule for new passwords. It holds for a service if it holds for every module that can come to store one.
struct NewPasswordRule {
    let check: CheckID
    let required: String
    /// What a directory decides about the passwords that it keeps, in words.
    let topic: String
    /// Settings that cannot be known, and without which a stack cannot be judged.
    let obstacle: (PasswordStack) -> Unread?
    /// A module of a stack that may have such a rule of its own for a writer, which we cannot read.
    let foreign: (PasswordStack, _ writer: Int) -> PamEntry?
    /// What the rule comes to at one writer of a stack.
    let outcome: (_ writer: Int, PasswordStack) -> RuleAtWriter
}

/// What a rule comes to at one module that can store passwords.
struct RuleAtWriter {
    /// How much is certain, to tell the weakest writer from others.
    var strength = 0
    /// Why that is not what the settings ask for; nil where it is.
    var shortfall: FailReason?
    var observed = ""
    var sources: [Source] = []
    var notes: [Note] = []
}

extension PasswordPolicyProbe {
    /// One result for each service that changes passwords.
    func judge(_ rule: NewPasswordRule, _ evidence: PasswordPolicyEvidence, into results: inout Results) {
        addServices(rule.check, evidence, among: Self.passwordServices, into: &results) { service in
            if let obstacle = obstacle(rule.check, service, service.password, evidence, required: rule.required) { return obstacle }
            guard let stack = passwordStack(service, evidence) else { return endless(rule.check, service, required: rule.required) }
            guard !stack.writers.isEmpty else {
                let observed = stack.canSucceed ? "nothing here stores a password" : "passwords cannot be changed here"
                return closed(rule.check, service, service.password, required: rule.required, observed: observed)
            }
            if let unread = rule.obstacle(stack) { return unread.result(rule.check, subject: service.name, required: rule.required) }
            return result(of: service, stack, rule, evidence)
        }
    }

    /// The stack that changes passwords for a service; nil where it has too many ways to follow.
    func passwordStack(_ service: PamService, _ evidence: PasswordPolicyEvidence) -> PasswordStack? {
        PasswordStack(service.password) { module, judge in asksAgain(module, after: judge, evidence) }
    }

    /// Whether a module can refuse what a judge has accepted, and then ask for another password that the judge never sees.
    private func asksAgain(_ module: PamEntry, after judge: PamEntry, _ evidence: PasswordPolicyEvidence) -> Bool {
        switch module.role {
        case .quality: return PwqualitySettings(evidence.pwquality, argumentsOf: module).tries > 1
        case .history:
            let file = try? evidence.history.file(for: module)
            return HistorySettings(file, argumentsOf: module).tries > 1
        case .localPasswords:
            let unix = UnixSettings(module, loginDefs: evidence.loginDefs, builtInMinimum: evidence.unixMinimum)
            let judged = judge.role == .quality ? PwqualitySettings(evidence.pwquality, argumentsOf: judge).configuredLength : 0
            return unix.remembered != nil || unix.comparesWithOld || unix.minimumLength > judged
        case .directoryPasswords, .lockout, .foreignRules, .neutral, .unknown: return false
        }
    }

    private func result(
        of service: PamService, _ stack: PasswordStack, _ rule: NewPasswordRule, _ evidence: PasswordPolicyEvidence
    ) -> CheckResult {
        let local = stack.writers.filter { stack.entries[$0].role == .localPasswords }.sorted()
        let others = stack.writers.subtracting(local).sorted()
        let outcomes = (local.isEmpty ? others : local).map { ($0, rule.outcome($0, stack)) }
        let weakest = outcomes.min { Self.isWeaker($0.1, than: $1.1) }
        guard let (writer, least) = weakest else { return endless(rule.check, service, required: rule.required) }
        var result = CheckResult(
            rule.check, subject: service.name, .pass, required: rule.required, observed: least.observed, sources: least.sources,
            notes: least.notes + stackNotes(service, service.password, lacksModules: evidence.lacksModules))
        guard let shortfall = least.shortfall else {
            judgeOthers(others, stack, rule, &result)
            return result
        }
        if let foreign = rule.foreign(stack, writer) {
            result.verdict = .inconclusive(.unsupportedFormat)
            result.observed += "; the rules of \(foreign.module) are not known"
            result.sources.insert(foreign.source, at: 0)
        } else if stack.entries[writer].role == .directoryPasswords {
            judgeDirectoryOnly([writer], stack, rule, &result)
        } else {
            result.verdict = .fail(shortfall)
        }
        return result
    }

    private static func isWeaker(_ one: RuleAtWriter, than other: RuleAtWriter) -> Bool {
        if (one.shortfall == nil) != (other.shortfall == nil) { return one.shortfall != nil }
        return one.strength < other.strength
    }

    /// What other modules than those of the host's own files can store.
    private func judgeOthers(_ others: [Int], _ stack: PasswordStack, _ rule: NewPasswordRule, _ result: inout CheckResult) {
        let open = others.filter { rule.outcome($0, stack).shortfall != nil }
        if let unknown = open.first(where: { stack.entries[$0].role == .unknown }) {
            result.verdict = .inconclusive(.unsupportedFormat)
            result.observed += "; what \(stack.entries[unknown].module) stores is not known"
            result.sources.insert(stack.entries[unknown].source, at: 0)
        } else if !open.isEmpty {
            judgeDirectoryToo(open, stack, rule, &result)
        }
    }

    /// A directory judges what it stores; that is out of sight, and out of scope where the settings say so.
    private func judgeDirectoryToo(_ writers: [Int], _ stack: PasswordStack, _ rule: NewPasswordRule, _ result: inout CheckResult) {
        let text = Self.textOfDirectory(writers, stack, rule)
        switch settings.population {
        case .local: result.notes.append(Note(.attention, text))
        case .all:
            result.verdict = .inconclusive(.populationIncomplete)
            result.observed += "; \(text)"
            result.sources += writers.map { stack.entries[$0].source }
        }
    }

    private func judgeDirectoryOnly(_ writers: [Int], _ stack: PasswordStack, _ rule: NewPasswordRule, _ result: inout CheckResult) {
        result.observed = Self.textOfDirectory(writers, stack, rule)
        switch settings.population {
        case .local: result.verdict = .notApplicable(.declaredOutOfScope)
        case .all: result.verdict = .inconclusive(.populationIncomplete)
        }
    }

    private static func textOfDirectory(_ writers: [Int], _ stack: PasswordStack, _ rule: NewPasswordRule) -> String {
        "\(rule.topic) of what \(writers.map { stack.entries[$0].module }.joined(separator: ", ")) stores is up to the directory"
    }

    /// The result of a rule that the settings do not ask for.
    func addPolicyOff(_ check: CheckID, subject: String, _ observed: String, into results: inout Results) {
        results.add(CheckResult(check, subject: subject, .notApplicable(.policyOff), observed: observed))
    }
}
