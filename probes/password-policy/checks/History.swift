import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// Per service: how many old passwords no module which can store a new one will take again.
    func judgeHistory(_ evidence: PasswordPolicyEvidence, into results: inout Results) {
        guard let least = settings.history else {
            addPolicyOff(Self.history, subject: "pam", "History=off", into: &results)
            return
        }
        let rule = NewPasswordRule(
            check: Self.history, required: "at least \(least) remembered", topic: "the history",
            obstacle: { historyObstacle($0, evidence) }, foreign: { foreignHistory($0, $1) },
            outcome: { historyRule(at: $0, $1, least, evidence) })
        judge(rule, evidence, into: &results)
    }

    /// A module of which nothing is known; or one that may ask for a password which pam_pwhistory never sees.
    private func foreignHistory(_ stack: PasswordStack, _ writer: Int) -> PamEntry? {
        stack.unknownModule(upTo: writer) ?? (stack.judges(.history).isEmpty ? nil : stack.foreignRules(upTo: writer))
    }

    private func historyObstacle(_ stack: PasswordStack, _ evidence: PasswordPolicyEvidence) -> Unread? {
        for judge in stack.judges(.history) {
            do throws(SettingsProblem) { _ = try evidence.history.file(for: stack.entries[judge]) } catch { return error.unread }
        }
        return nil
    }

    /// The settings of one use; ``historyObstacle`` has seen to it that its file can be read.
    private func historySettings(_ entry: PamEntry, _ evidence: PasswordPolicyEvidence) -> HistorySettings {
        HistorySettings((try? evidence.history.file(for: entry)) ?? nil, argumentsOf: entry)
    }

    private func binds(_ history: HistorySettings) -> Bool { history.appliesToRoot || !settings.appliesToRoot }

    private func historyRule(at writer: Int, _ stack: PasswordStack, _ least: Int, _ evidence: PasswordPolicyEvidence) -> RuleAtWriter {
        var best = ownHistory(stack.entries[writer], evidence)
        for judge in stack.judges(.history) {
            let entry = stack.entries[judge]
            let history = historySettings(entry, evidence)
            let notes = historyNotes(history, entry, evidence)
            let isBinding = stack.isBound(writer, by: judge) && binds(history)
            guard isBinding, best.shortfall == .missing || history.remembered > best.strength else {
                best.notes += notes
                continue
            }
            best = RuleAtWriter(
                strength: history.remembered, observed: "\(history.remembered) (pam_pwhistory)",
                sources: [history.source, entry.source].deduplicated, notes: notes)
        }
        if best.strength >= least {
            best.shortfall = nil
        } else {
            best.shortfall = best.shortfall ?? (best.strength == 0 ? .disabled : .belowMinimum)
            addWayPastHistory(at: writer, stack, least, evidence, &best)
        }
        return best
    }

    private func addWayPastHistory(
        at writer: Int, _ stack: PasswordStack, _ least: Int, _ evidence: PasswordPolicyEvidence, _ rule: inout RuleAtWriter
    ) {
        let module = stack.entries[writer]
        for judge in stack.judges(.history) {
            let entry = stack.entries[judge]
            let history = historySettings(entry, evidence)
            guard history.remembered >= least else { continue }
            let isBound = stack.isBound(writer, by: judge)
            rule.shortfall = .notEnforced
            rule.observed = "pam_pwhistory remembers \(history.remembered), but \(isBound ? "exempts root" : Self.wayPast(module))"
            rule.sources = [history.source, entry.source, module.source].deduplicated
            return
        }
    }

    /// What pam_unix remembers by itself, for anybody but root; without `remember=` nothing, which is no fault of its own.
    private func ownHistory(_ entry: PamEntry, _ evidence: PasswordPolicyEvidence) -> RuleAtWriter {
        var rule = RuleAtWriter(shortfall: .missing, observed: "nothing remembers passwords", sources: [entry.source])
        let unix = UnixSettings(entry, loginDefs: evidence.loginDefs, builtInMinimum: evidence.unixMinimum)
        guard entry.module == "pam_unix", let remembered = unix.remembered else { return rule }
        rule.notes.append(Note(.attention, "root is exempt from the rules of pam_unix"))
        if evidence.history.oldPasswords == .absent {
            let path = HistoryFiles.oldPasswordsFile
            rule.notes.append(Note(.attention, "\(path) is missing, so that pam_unix refuses every password but those that root sets"))
        }
        if settings.appliesToRoot {
            rule.shortfall = .notEnforced
            rule.observed = "pam_unix remembers \(remembered), but exempts root"
        } else {
            rule.shortfall = nil
            rule.strength = remembered
            rule.observed = "\(remembered) (pam_unix remember=)"
        }
        return rule
    }

    private func historyNotes(_ history: HistorySettings, _ entry: PamEntry, _ evidence: PasswordPolicyEvidence) -> [Note] {
        var notes = history.notes
        if !history.appliesToRoot { notes.append(Note(.attention, "root is exempt: enforce_for_root is not set")) }
        if history.source == nil { notes.append(Note(.defaultInForce, "no line sets remember for pam_pwhistory")) }
        if history.remembered > 0, history.tries < 1 { notes.append(Note(.attention, "retry = 0: pam_pwhistory refuses every password")) }
        if let ignored = evidence.history.ignored {
            notes.append(Note(.ignoredFile, "\(ignored) is not read by the pam_pwhistory of this host"))
        }
        return notes
    }
}

extension [Source?] {
    /// Those that are there, each once, in order.
    fileprivate var deduplicated: [Source] {
        compactMap { $0 }.reduce(into: []) { kept, source in
            if !kept.contains(source) { kept.append(source) }
        }
    }
}
