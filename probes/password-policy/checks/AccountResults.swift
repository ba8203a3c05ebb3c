import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// The subjects of an account check that are not accounts: sources that cannot be listed, and lines that cannot be read.
    func addSources(_ check: CheckID, _ evidence: PasswordPolicyEvidence, required: String, into results: inout Results) {
        let passwords = evidence.passwords
        for unread in [passwords.passwdUnread, passwords.shadowUnread, evidence.sources.unread, evidence.sources.recordsUnread] {
            if let unread { results.add(unread.result(check, required: required)) }
        }
        let noAccount = "no account, one from elsewhere, or a name that stands above"
        addStrayLines(check, passwords.badPasswd, of: AccountPasswords.passwd, noAccount, required: required, into: &results)
        addStrayLines(check, passwords.badShadow, of: AccountPasswords.shadow, noAccount, required: required, into: &results)
        let noDatabase = "a line that names no service"
        addStrayLines(check, evidence.sources.badLines, of: AccountSources.file, noDatabase, required: required, into: &results)
        for service in evidence.sources.elsewhere { results.add(elsewhere(check, service, required: required)) }
        if let service = evidence.sources.systemd, evidence.sources.records > 0 {
            let observed = "\(evidence.sources.records) user records of systemd, which are not read"
            results.add(source(check, service, .inconclusive(.populationIncomplete), required: required, observed: observed))
        }
    }

    private func elsewhere(_ check: CheckID, _ service: NameService, required: String) -> CheckResult {
        switch settings.population {
        case .all:
            source(
                check, service, .inconclusive(.populationIncomplete), required: required,
                observed: "its accounts cannot be listed from files; declare them out of scope with Population=local")
        case .local:
            source(check, service, .notApplicable(.declaredOutOfScope), required: required, observed: "accounts outside the host's files")
        }
    }

    private func source(
        _ check: CheckID, _ service: NameService, _ verdict: Verdict, required: String, observed: String
    ) -> CheckResult {
        CheckResult(
            check, subject: "source:\(service.name)", verdict, required: required, observed: observed,
            sources: [Source(AccountSources.file.escaped, line: service.line)])
    }

    private func addStrayLines(
        _ check: CheckID, _ lines: StrayLines, of path: HostPath, _ observed: String, required: String, into results: inout Results
    ) {
        for number in lines.numbers {
            results.add(
                CheckResult(
                    check, subject: "source:\(path):\(number)", .inconclusive(.parseError), required: required,
                    observed: observed, sources: [Source(path.escaped, line: number)]))
        }
        guard lines.count > lines.numbers.count else { return }
        results.add(
            CheckResult(
                check, subject: "source:\(path)", .inconclusive(.limitExceeded), required: required,
                observed: "\(lines.count - lines.numbers.count) more lines that cannot be read", sources: [Source(path.escaped)]))
    }

    /// The result where complete files hold no subject.
    func addEmptyPopulation(_ check: CheckID, _ evidence: PasswordPolicyEvidence, observed: String, into results: inout Results) {
        guard evidence.passwords.passwdUnread == nil, evidence.passwords.shadowUnread == nil else { return }
        results.add(CheckResult(check, subject: "accounts", .notApplicable(.emptyPopulation), observed: observed))
    }

    /// The line that holds the password of an account.
    func source(of account: AccountPassword) -> Source {
        if account.passwd.scheme == .elsewhere, let line = account.shadowLine {
            return Source(Self.shadowPath, line: Int(line))
        }
        return Source(Self.passwdPath, line: Int(account.line))
    }

    private static let passwdPath = AccountPasswords.passwd.escaped
    private static let shadowPath = AccountPasswords.shadow.escaped
}
