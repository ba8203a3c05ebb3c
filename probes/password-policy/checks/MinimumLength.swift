import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// How many characters are certain for what one module stores, and why.
    struct Guarantee {
        var length = 0
        var origin = "nothing checks the length"
        var sources: [Source] = []
        var notes: [Note] = []
    }

    /// Per service: the fewest characters that any module which can store a new password is bound to.
    func judgeMinimumLength(_ evidence: PasswordPolicyEvidence, into results: inout Results) {
        let required = "at least \(settings.minimumLength)"
        addServices(Self.minimumLength, evidence, among: Self.passwordServices, into: &results) { service in
            if let obstacle = obstacle(Self.minimumLength, service, service.password, evidence, required: required) {
                return obstacle
            }
            guard let stack = PasswordStack(service.password) else {
                return endless(Self.minimumLength, service, required: required)
            }
            guard !stack.writers.isEmpty else {
                let observed = stack.canSucceed ? "nothing here stores a password" : "passwords cannot be changed here"
                return closed(Self.minimumLength, service, service.password, required: required, observed: observed)
            }
            let usesQuality = stack.entries.contains { $0.role == .quality }
            if usesQuality, let unread = evidence.pwquality.unread {
                return unread.result(Self.minimumLength, subject: service.name, required: required)
            }
            return result(of: service, stack, evidence, required)
        }
    }

    private func result(
        of service: PamService, _ stack: PasswordStack, _ evidence: PasswordPolicyEvidence, _ required: String
    ) -> CheckResult {
        let local = stack.writers.filter { stack.entries[$0].role == .localPasswords }.sorted()
        let others = stack.writers.subtracting(local).sorted()
        let decisive = local.isEmpty ? others : local
        let weakest = decisive.map { ($0, guarantee(of: $0, stack, evidence)) }.min { $0.1.length < $1.1.length }
        guard let (writer, least) = weakest else { return endless(Self.minimumLength, service, required: required) }
        var result = CheckResult(
            Self.minimumLength, subject: service.name, .pass, required: required, observed: "\(least.length) (\(least.origin))",
            sources: least.sources, notes: least.notes + stackNotes(service, service.password, lacksModules: evidence.lacksModules))
        if least.length >= settings.minimumLength {
            judgeOthers(others, stack, evidence, &result)
        } else if let foreign = stack.foreignRules {
            result.verdict = .inconclusive(.unsupportedFormat)
            result.observed = "\(least.length) at least; the rules of \(foreign.module) are not known"
            result.sources.insert(foreign.source, at: 0)
        } else if stack.entries[writer].role == .directoryPasswords {
            judgeDirectoryOnly([writer], stack, &result)
        } else {
            fail(writer, stack, evidence, &result)
        }
        return result
    }

    private func fail(_ writer: Int, _ stack: PasswordStack, _ evidence: PasswordPolicyEvidence, _ result: inout CheckResult) {
        result.verdict = .fail(.belowMinimum)
        for (judge, open) in stack.uncovered.sorted(by: { $0.key < $1.key }) where open.contains(writer) {
            let quality = PwqualitySettings(evidence.pwquality, argumentsOf: stack.entries[judge])
            guard quality.isEnforcing, quality.configuredLength >= settings.minimumLength else { continue }
            let module = stack.entries[writer]
            result.verdict = .fail(.notEnforced)
            result.observed +=
                "; pam_pwquality asks for \(quality.configuredLength), but \(module.module) can store what it refused or never saw"
            result.sources = [stack.entries[judge].source, module.source] + quality.sources
            return
        }
    }

    /// What other modules than those of the host's own files can store.
    private func judgeOthers(_ others: [Int], _ stack: PasswordStack, _ evidence: PasswordPolicyEvidence, _ result: inout CheckResult) {
        let open = others.filter { guarantee(of: $0, stack, evidence).length < settings.minimumLength }
        if let unknown = open.first(where: { stack.entries[$0].role == .unknown }) {
            result.verdict = .inconclusive(.unsupportedFormat)
            result.observed += "; whether \(stack.entries[unknown].module) stores shorter ones is not known"
            result.sources.insert(stack.entries[unknown].source, at: 0)
        } else if !open.isEmpty {
            judgeDirectoryToo(open, stack, &result)
        }
    }

    /// A directory judges what it stores; that is out of sight, and out of scope where the settings say so.
    private func judgeDirectoryToo(_ writers: [Int], _ stack: PasswordStack, _ result: inout CheckResult) {
        let text = Self.textOfDirectory(writers, stack)
        switch settings.population {
        case .local: result.notes.append(Note(.attention, text))
        case .all:
            result.verdict = .inconclusive(.populationIncomplete)
            result.observed += "; \(text)"
            result.sources += writers.map { stack.entries[$0].source }
        }
    }

    private func judgeDirectoryOnly(_ writers: [Int], _ stack: PasswordStack, _ result: inout CheckResult) {
        result.observed = Self.textOfDirectory(writers, stack)
        switch settings.population {
        case .local: result.verdict = .notApplicable(.declaredOutOfScope)
        case .all: result.verdict = .inconclusive(.populationIncomplete)
        }
    }

    private static func textOfDirectory(_ writers: [Int], _ stack: PasswordStack) -> String {
        "the length of what \(writers.map { stack.entries[$0].module }.joined(separator: ", ")) stores is up to the directory"
    }

    /// What binds one writer: its own rule, or a judge whose word it cannot avoid.
    private func guarantee(of writer: Int, _ stack: PasswordStack, _ evidence: PasswordPolicyEvidence) -> Guarantee {
        let entry = stack.entries[writer]
        var best = ownGuarantee(entry, evidence)
        for judge in stack.uncovered.keys.sorted() {
            let quality = PwqualitySettings(evidence.pwquality, argumentsOf: stack.entries[judge])
            let isBinding = stack.isBound(writer, by: judge) && quality.isEnforcing && (quality.appliesToRoot || !settings.appliesToRoot)
            let notes = qualityNotes(quality, stack.entries[judge], evidence)
            guard isBinding, quality.configuredLength > best.length else {
                best.notes += notes
                continue
            }
            best = Guarantee(
                length: quality.configuredLength, origin: quality.lengthOrigin, sources: quality.sources + [stack.entries[judge].source],
                notes: notes)
        }
        return best
    }

    private func ownGuarantee(_ entry: PamEntry, _ evidence: PasswordPolicyEvidence) -> Guarantee {
        guard entry.module == "pam_unix" else { return Guarantee(sources: [entry.source]) }
        let unix = UnixSettings(entry, loginDefs: evidence.loginDefs, builtInMinimum: evidence.unixMinimum)
        guard !settings.appliesToRoot else {
            return Guarantee(origin: "pam_unix exempts root", sources: [entry.source])
        }
        let origin = unix.hasOwnMinimum ? "pam_unix minlen=" : "pam_unix built-in default"
        let standard = unix.hasOwnMinimum ? [] : [Note(.defaultInForce, "no line sets minlen for pam_unix")]
        let root = Note(.attention, "root is exempt from the rules of pam_unix")
        return Guarantee(length: unix.minimumLength, origin: origin, sources: [entry.source], notes: standard + unix.lengthNotes + [root])
    }

    private func qualityNotes(_ quality: PwqualitySettings, _ entry: PamEntry, _ evidence: PasswordPolicyEvidence) -> [Note] {
        var notes = quality.notes
        if !quality.isEnforcing { notes.append(Note(.attention, "enforcing = 0: pam_pwquality only warns")) }
        if !quality.appliesToRoot { notes.append(Note(.attention, "root is exempt: enforce_for_root is not set")) }
        if quality.isForLocalUsersOnly { notes.append(Note(.attention, "local_users_only: accounts of directories are exempt")) }
        if !quality.setsLength { notes.append(Note(.defaultInForce, "no line sets minlen for pam_pwquality")) }
        if quality.checksDictionary, !quality.hasOwnDictionary, !evidence.hasDictionary {
            notes.append(Note(.attention, "no cracklib dictionary was found, so that pam_pwquality refuses every password"))
        }
        return notes
    }
}
