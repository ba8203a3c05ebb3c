import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// Per service: whether repeated wrong passwords lock an account for long enough, whatever way the stack goes.
    func judgeLockout(_ evidence: PasswordPolicyEvidence, into results: inout Results) {
        addServices(Self.lockout, evidence, among: Self.loginServices, into: &results) { service in
            if let obstacle = obstacle(Self.lockout, service, service.auth, evidence, required: lockoutRequired) { return obstacle }
            guard let stack = LoginStack(service.auth) else { return endless(Self.lockout, service, required: lockoutRequired) }
            guard stack.canSucceed else {
                return closed(Self.lockout, service, service.auth, required: lockoutRequired, observed: "nobody can log in here")
            }
            var result = CheckResult(
                Self.lockout, subject: service.name, .pass, required: lockoutRequired, sources: sources(of: service, stack),
                notes: stackNotes(service, service.auth, lacksModules: evidence.lacksModules))
            judge(service, stack, evidence, &result)
            return result
        }
    }

    private var lockoutRequired: String {
        "after at most \(settings.maximumAttempts) failures in \(settings.attemptWindow), for at least \(settings.minimumLockTime)"
    }

    /// pam_faillock's lines, or those that ask for a password without it.
    private func sources(of service: PamService, _ stack: LoginStack) -> [Source] {
        let places = stack.lockouts.isEmpty ? stack.verifiers : stack.lockouts
        return places.sorted().map { stack.entries[$0].source }
    }

    private func judge(_ service: PamService, _ stack: LoginStack, _ evidence: PasswordPolicyEvidence, _ result: inout CheckResult) {
        if stack.lockouts.isEmpty {
            judgeAbsence(stack, &result)
        } else if stack.verifiers.isEmpty {
            result.verdict = stack.foreignRules == nil ? .notApplicable(.featureAbsent) : .inconclusive(.unsupportedFormat)
            result.observed = "no module that we know asks for a password"
        } else if let gap = gap(service, stack) {
            result.verdict = .fail(.notEnforced)
            result.observed = gap.text
            result.sources = gap.sources + result.sources
        } else {
            judgeDirectories(service, stack, evidence, &result)
            if result.verdict == .pass { judgeSettings(stack, evidence, &result) }
            if result.verdict == .pass, stack.admitsLockedDirectory { leaveToDirectory(&result) }
        }
    }

    private func judgeAbsence(_ stack: LoginStack, _ result: inout CheckResult) {
        if let foreign = stack.foreignRules {
            result.verdict = .inconclusive(.unsupportedFormat)
            result.observed = "no pam_faillock; what \(foreign.module) does is not known"
            result.sources.insert(foreign.source, at: 0)
        } else if stack.verifiers.isEmpty {
            result.verdict = .notApplicable(.featureAbsent)
            result.observed = "no password is asked for"
        } else {
            result.verdict = .fail(.missing)
            result.observed = "no pam_faillock"
        }
    }

    /// The way around pam_faillock, if there is one.
    private func gap(_ service: PamService, _ stack: LoginStack) -> (text: String, sources: [Source])? {
        if stack.admitsLockedLocal {
            let text = stack.gates.isEmpty ? "preauth is missing, so that" : "the stack can go on without preauth:"
            return ("\(text) a locked account with the right password gets in", [])
        }
        if let place = stack.uncounted.min() {
            let entry = stack.entries[place]
            return ("a wrong password at \(entry.module) can end without authfail, and is not counted", [entry.source])
        }
        if !stack.resets, !service.account.entries.contains(where: { $0.role == .lockout }) {
            return ("failures are never reset: there is neither an account line nor authsucc", [])
        }
        return nil
    }

    /// All lines must count in one place: what authfail counts elsewhere, no other line sees.
    private func judgeDirectories(
        _ service: PamService, _ stack: LoginStack, _ evidence: PasswordPolicyEvidence, _ result: inout CheckResult
    ) {
        let entries = stack.lockouts.sorted().map { stack.entries[$0] } + service.account.entries.filter { $0.role == .lockout }
        var first: FaillockSettings?
        do throws(SettingsProblem) {
            for entry in entries {
                let faillock = FaillockSettings(try evidence.faillock.file(for: entry), argumentsOf: entry)
                guard let known = first, !known.shares(faillock) else {
                    first = first ?? faillock
                    continue
                }
                result.verdict = .fail(.notEnforced)
                result.observed = "lines of pam_faillock count in \(known.directory) and in \(faillock.directory)"
                let sources = [known.source(of: "dir"), faillock.source(of: "dir"), entry.source].compactMap { $0 }
                result.sources = sources + result.sources.filter { !sources.contains($0) }
                return
            }
        } catch { giveUp(error, &result) }
    }

    private func giveUp(_ problem: SettingsProblem, _ result: inout CheckResult) {
        result.verdict = .inconclusive(problem.unread.reason)
        result.observed = problem.unread.text
        result.sources.insert(Source(problem.unread.path), at: 0)
    }

    private func judgeSettings(_ stack: LoginStack, _ evidence: PasswordPolicyEvidence, _ result: inout CheckResult) {
        var observed: [String] = []
        for place in stack.gates.isEmpty ? stack.lockouts.sorted() : stack.gates {
            let entry = stack.entries[place]
            do throws(SettingsProblem) {
                let faillock = FaillockSettings(try evidence.faillock.file(for: entry), argumentsOf: entry)
                let text = Self.text(faillock)
                if !observed.contains(text) { observed.append(text) }
                for note in faillock.notes + exemptions(faillock) where !result.notes.contains(note) { result.notes.append(note) }
                judge(faillock, &result)
            } catch {
                giveUp(error, &result)
                return
            }
        }
        result.observed = observed.joined(separator: "; ")
    }

    private static func text(_ faillock: FaillockSettings) -> String {
        if faillock.deny == 0 { return "never (deny = 0)" }
        let window = TimeSpan.seconds(Int64(faillock.failInterval))
        let time = faillock.unlockTime == 0 ? "until reset" : "for \(TimeSpan.seconds(Int64(faillock.unlockTime)))"
        return "after \(faillock.deny) failures in \(window), \(time)"
    }

    /// The first value that misses what is asked decides; its line comes first.
    private func judge(_ faillock: FaillockSettings, _ result: inout CheckResult) {
        let window = TimeSpan.seconds(Int64(faillock.failInterval))
        let time = TimeSpan.seconds(Int64(faillock.unlockTime))
        let failing: (name: String, reason: FailReason)? =
            if faillock.deny == 0 { ("deny", .disabled) } else if faillock.deny > settings.maximumAttempts {
                ("deny", .aboveMaximum)
            } else if window < settings.attemptWindow {
                ("fail_interval", .belowMinimum)
            } else if faillock.unlockTime != 0, time < settings.minimumLockTime {
                ("unlock_time", .belowMinimum)
            } else if settings.appliesToRoot, !faillock.appliesToRoot { ("even_deny_root", .notEnforced) } else { nil }
        let deciding = failing.map { [$0.name] } ?? ["deny", "fail_interval", "unlock_time"]
        let sources = deciding.compactMap { faillock.source(of: $0) }.filter { !result.sources.contains($0) }
        if let failing, result.verdict == .pass {
            result.verdict = .fail(failing.reason)
            result.sources = sources + result.sources
        } else {
            result.sources += sources
        }
        for name in ["deny", "fail_interval", "unlock_time"] where faillock.source(of: name) == nil {
            let note = Note(.defaultInForce, "no line sets \(name)")
            if !result.notes.contains(note) { result.notes.append(note) }
        }
    }

    private func exemptions(_ faillock: FaillockSettings) -> [Note] {
        var notes: [Note] = []
        if !faillock.appliesToRoot { notes.append(Note(.attention, "root is exempt: even_deny_root is not set")) }
        if faillock.isForLocalUsersOnly { notes.append(Note(.attention, "local_users_only: accounts of directories are exempt")) }
        if let group = faillock.adminGroup { notes.append(Note(.attention, "members of \(group) are treated like root")) }
        return notes
    }

    private func leaveToDirectory(_ result: inout CheckResult) {
        let text = "accounts of a directory get in past pam_faillock"
        switch settings.population {
        case .local: result.notes.append(Note(.attention, text))
        case .all:
            result.verdict = .inconclusive(.populationIncomplete)
            result.observed += "; \(text)"
        }
    }
}
