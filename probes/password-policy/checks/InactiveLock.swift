import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// Per account with a usable password, and for accounts to come: a password that ended long enough ago stops working.
    func judgeInactiveLock(_ evidence: PasswordPolicyEvidence, into results: inout Results) {
        guard let limit = settings.inactiveLock else {
            addPolicyOff(Self.inactiveLock, subject: "accounts", "InactiveLock=off", into: &results)
            return
        }
        let days = Int32(clamping: limit.seconds / 86_400)
        let required = "at most \(days) days after the password ended"
        addAccounts(Self.inactiveLock, evidence, required: required, into: &results) { account in
            lockResult(account, days: days, today: Moment(seconds: evidence.now).days, required)
        }
        results.add(lockOfNewAccounts(evidence, days: days, required))
    }

    private func lockResult(_ account: AccountPassword, days: Int32, today: Int64, _ required: String) -> CheckResult {
        var result = CheckResult(
            Self.inactiveLock, subject: account.name, .pass, required: required, observed: Self.lockText(account.inactive),
            sources: [source(of: account)])
        guard let inactive = account.inactive, inactive >= 0, inactive <= days else {
            result.verdict = .fail(.aboveMaximum)
            return result
        }
        if Self.days(account.maximumAge) == nil {
            result.verdict = .fail(.notEnforced)
            result.observed += ", but the password never ends"
        } else if account.lastChange == 0 {
            result.verdict = .fail(.notEnforced)
            result.observed += ", but not before the change that is asked for at the next login"
        } else if let change = account.lastChange, Int64(change) > today {
            result.verdict = .fail(.notEnforced)
            result.observed += ", but the last change lies in the future, which switches ageing off"
        } else if account.hasNoLastChange {
            result.notes.append(Note(.attention, "no day of the last change: it counts as very old, and the account is locked"))
        }
        return result
    }

    private static let keysNote = Note(.attention, "SSH keys work on, as far as sshd does not ask PAM about the account")

    private static func lockText(_ field: Int32?) -> String {
        field.flatMap { $0 >= 0 ? "\($0) days after the password ended" : nil } ?? "never"
    }

    /// useradd(8) writes `INACTIVE=`, and the days of login.defs after which a password ends.
    private func lockOfNewAccounts(_ evidence: PasswordPolicyEvidence, days: Int32, _ required: String) -> CheckResult {
        let defaults = evidence.useradd
        let name = "new-accounts"
        if let unread = defaults.unread ?? evidence.loginDefs.unread {
            return unread.result(Self.inactiveLock, subject: name, required: required)
        }
        if defaults.inactive == nil, let nothing = withoutAccountTools(Self.inactiveLock, evidence, required) { return nothing }
        var result = CheckResult(
            Self.inactiveLock, subject: name, .pass, required: required, observed: Self.lockText(defaults.days.map { Int32(clamping: $0) }),
            sources: defaults.inactive.map { [$0.source] } ?? [], notes: lockNotes(defaults))
        guard let inactive = defaults.days, inactive <= Int(days) else {
            result.verdict = .fail(.aboveMaximum)
            return result
        }
        let maximum = evidence.loginDefs.maximumDays
        if defaults.isKnown == .absent {
            result.verdict = .fail(.notEnforced)
            result.observed += ", but the useradd of this host does not know INACTIVE="
        } else if Self.days(Self.age(of: maximum)) == nil {
            result.verdict = .fail(.notEnforced)
            result.observed += ", but new passwords never end"
            if let maximum { result.sources.append(maximum.source) }
        }
        return result
    }

    private func lockNotes(_ defaults: UseraddDefaults) -> [Note] {
        // Once, and not for each of many accounts.
        var notes = [Self.keysNote]
        notes += defaults.losing.notes(.shadowedSetting) { "INACTIVE=\($0.value) in \($0.place) loses to a later line" }
        if defaults.inactive == nil { notes.append(Note(.defaultInForce, "no line sets INACTIVE")) }
        if defaults.isBad { notes.append(Note(.attention, "INACTIVE is no number of days that useradd takes, and counts as never")) }
        return notes
    }
}
