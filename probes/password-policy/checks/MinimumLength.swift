import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// Per service: the fewest characters that any module which can store a new password is bound to.
    func judgeMinimumLength(_ evidence: PasswordPolicyEvidence, into results: inout Results) {
        let rule = NewPasswordRule(
            check: Self.minimumLength, required: "at least \(settings.minimumLength)", topic: "the length",
            obstacle: { $0.judges(.quality).isEmpty ? nil : evidence.pwquality.unread }, foreign: { $0.foreignRules(upTo: $1) },
            outcome: { lengthRule(at: $0, $1, evidence) })
        judge(rule, evidence, into: &results)
    }

    /// What binds one writer: its own rule, or a judge whose word it cannot avoid.
    private func lengthRule(at writer: Int, _ stack: PasswordStack, _ evidence: PasswordPolicyEvidence) -> RuleAtWriter {
        var best = ownLength(stack.entries[writer], evidence)
        for judge in stack.judges(.quality) {
            let entry = stack.entries[judge]
            let quality = PwqualitySettings(evidence.pwquality, argumentsOf: entry)
            let notes = lengthNotes(quality, evidence)
            guard stack.isBound(writer, by: judge), binds(quality), quality.configuredLength > best.strength else {
                best.notes += notes
                continue
            }
            best = RuleAtWriter(
                strength: quality.configuredLength, observed: "\(quality.configuredLength) (\(quality.lengthOrigin))",
                sources: quality.sources + [entry.source], notes: notes)
        }
        if best.strength < settings.minimumLength {
            best.shortfall = .belowMinimum
            addWayPastLength(at: writer, stack, evidence, &best)
        }
        return best
    }

    /// Whether a judge refuses, and does so for everybody who the settings say must be bound.
    func binds(_ quality: PwqualitySettings) -> Bool { quality.isEnforcing && (quality.appliesToRoot || !settings.appliesToRoot) }

    private func addWayPastLength(at writer: Int, _ stack: PasswordStack, _ evidence: PasswordPolicyEvidence, _ rule: inout RuleAtWriter) {
        let module = stack.entries[writer]
        for judge in stack.judges(.quality) where !stack.isBound(writer, by: judge) {
            let quality = PwqualitySettings(evidence.pwquality, argumentsOf: stack.entries[judge])
            guard quality.isEnforcing, quality.configuredLength >= settings.minimumLength else { continue }
            rule.shortfall = .notEnforced
            rule.observed += "; pam_pwquality asks for \(quality.configuredLength), but \(Self.wayPast(module))"
            rule.sources = [stack.entries[judge].source, module.source] + quality.sources
            return
        }
    }

    static func wayPast(_ writer: PamEntry) -> String { "\(writer.module) can store what it refused or never saw" }

    private func ownLength(_ entry: PamEntry, _ evidence: PasswordPolicyEvidence) -> RuleAtWriter {
        guard entry.module == "pam_unix" else {
            return RuleAtWriter(observed: "0 (nothing checks the length)", sources: [entry.source])
        }
        let unix = UnixSettings(entry, loginDefs: evidence.loginDefs, builtInMinimum: evidence.unixMinimum)
        guard !settings.appliesToRoot else { return RuleAtWriter(observed: "0 (pam_unix exempts root)", sources: [entry.source]) }
        let origin = unix.hasOwnMinimum ? "pam_unix minlen=" : "pam_unix built-in default"
        let standard = unix.hasOwnMinimum ? [] : [Note(.defaultInForce, "no line sets minlen for pam_unix")]
        let root = Note(.attention, "root is exempt from the rules of pam_unix")
        return RuleAtWriter(
            strength: unix.minimumLength, observed: "\(unix.minimumLength) (\(origin))", sources: [entry.source],
            notes: standard + unix.lengthNotes + [root])
    }

    private func lengthNotes(_ quality: PwqualitySettings, _ evidence: PasswordPolicyEvidence) -> [Note] {
        let standard = quality.setsLength ? [] : [Note(.defaultInForce, "no line sets minlen for pam_pwquality")]
        return quality.notes(on: PwqualitySettings.ofLength) + standard + qualityNotes(quality, evidence)
    }

    /// Whom pam_pwquality does not bind, and whether it lets anything through.
    func qualityNotes(_ quality: PwqualitySettings, _ evidence: PasswordPolicyEvidence) -> [Note] {
        var notes: [Note] = []
        if !quality.isEnforcing { notes.append(Note(.attention, "enforcing = 0: pam_pwquality only warns")) }
        if !quality.appliesToRoot { notes.append(Note(.attention, "root is exempt: enforce_for_root is not set")) }
        if quality.isForLocalUsersOnly { notes.append(Note(.attention, "local_users_only: accounts of directories are exempt")) }
        guard quality.checksDictionary, !quality.hasOwnDictionary else { return notes }
        switch evidence.dictionary {
        case .present: break
        case .absent:
            notes.append(Note(.attention, "no cracklib dictionary was found, so that pam_pwquality refuses every password"))
        case .unknown: notes.append(Note(.attention, "whether there is a cracklib dictionary cannot be seen"))
        }
        return notes
    }
}
