import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// From here on shadow-utils and people mean "never".
    static let never: Int32 = 99_999

    /// Per account with a usable password, and for accounts to come: passwords end within the age that the settings ask for.
    func judgeMaximumAge(_ evidence: PasswordPolicyEvidence, into results: inout Results) {
        guard let limit = settings.maximumAge else {
            addPolicyOff(Self.maximumAge, subject: "accounts", "MaximumAge=off", into: &results)
            return
        }
        let days = Int32(clamping: limit.seconds / 86_400)
        let required = "at most \(days) days"
        let today = Moment(seconds: evidence.now).days
        addAccounts(Self.maximumAge, evidence, required: required, into: &results) { account in
            ageResult(account, days: days, today: today, required)
        }
        results.add(newAccounts(evidence, days: days, required))
    }

    /// A result for each account with a password that can be used, and for what hides accounts.
    func addAccounts(
        _ check: CheckID, _ evidence: PasswordPolicyEvidence, required: String, into results: inout Results,
        judge: (AccountPassword) -> CheckResult
    ) {
        let isBlind = evidence.passwords.shadowUnread != nil
        for account in evidence.passwords.accounts {
            if isBlind, account.passwd.scheme == .elsewhere { continue }
            guard account.effective?.isUsable == true else { continue }
            results.add(judge(account))
        }
        addSources(check, evidence, required: required, into: &results)
    }

    private func ageResult(_ account: AccountPassword, days: Int32, today: Int64, _ required: String) -> CheckResult {
        var result = CheckResult(
            Self.maximumAge, subject: account.name, .pass, required: required, observed: Self.text(account.maximumAge),
            sources: [source(of: account)])
        if account.lastChange == 0 {
            result.observed = "a change at the next login"
            if Self.days(account.maximumAge) == nil { result.notes = [Note(.attention, "after that change it never ends")] }
        } else if Self.days(account.maximumAge).map({ $0 > days }) ?? true {
            result.verdict = .fail(.aboveMaximum)
        } else if let change = account.lastChange, Int64(change) > today {
            result.verdict = .fail(.notEnforced)
            result.observed += ", but the last change lies in the future, which switches ageing off"
        } else if account.hasNoLastChange {
            result.notes = [Note(.attention, "no day of the last change: it counts as very old, and a change is asked for at once")]
        }
        return result
    }

    /// nil for never.
    static func days(_ field: Int32?) -> Int32? {
        guard let field, field >= 0, field < never else { return nil }
        return field
    }

    /// What useradd(8) makes of `PASS_MAX_DAYS`, in any base; it leaves the field empty for what is no number.
    static func age(of line: SettingLine?) -> Int32? { line?.value.numberOfAnyBase.map { Int32(clamping: $0) } }

    private static func text(_ field: Int32?) -> String { days(field).map { "\($0) days" } ?? "never" }

    /// useradd(8) writes the last `PASS_MAX_DAYS` of login.defs into a new entry.
    private func newAccounts(_ evidence: PasswordPolicyEvidence, days: Int32, _ required: String) -> CheckResult {
        if let unread = evidence.loginDefs.unread { return unread.result(Self.maximumAge, subject: "new-accounts", required: required) }
        let line = evidence.loginDefs.maximumDays
        var result = CheckResult(
            Self.maximumAge, subject: "new-accounts", .pass, required: required, sources: line.map { [$0.source] } ?? [],
            notes: losingNotes(evidence.loginDefs.losingDays))
        if line == nil, let nothing = withoutAccountTools(Self.maximumAge, evidence, required) { return nothing }
        guard let line else {
            result.verdict = .fail(.aboveMaximum)
            result.observed = "never (no PASS_MAX_DAYS)"
            result.notes.append(Note(.defaultInForce, "no line sets PASS_MAX_DAYS"))
            return result
        }
        let age = Self.age(of: line)
        result.observed = Self.text(age)
        if line.value.numberOfAnyBase == nil {
            result.notes.append(Note(.attention, "PASS_MAX_DAYS is no number that useradd takes, and counts as never"))
        }
        if Self.days(age).map({ $0 > days }) ?? true { result.verdict = .fail(.aboveMaximum) }
        return result
    }

    /// The result for new accounts where nothing shows that any are ever made: no line says how, and no account is there.
    func withoutAccountTools(_ check: CheckID, _ evidence: PasswordPolicyEvidence, _ required: String) -> CheckResult? {
        if let unread = evidence.passwords.passwdUnread { return unread.result(check, subject: "new-accounts", required: required) }
        guard evidence.passwords.isEmpty else { return nil }
        return CheckResult(
            check, subject: "new-accounts", .notApplicable(.featureAbsent), required: required,
            observed: "neither a setting for new accounts nor an account")
    }
}
