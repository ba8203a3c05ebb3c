import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// Per account: no password field is empty.
    func judgeEmptyPassword(_ evidence: PasswordPolicyEvidence, into results: inout Results) {
        let required = "a password, or none that can match"
        let accepting = acceptingServices(evidence)
        let isBlind = evidence.passwords.shadowUnread != nil
        for account in evidence.passwords.accounts {
            // What only shadow could tell is told once, for shadow as a whole.
            if isBlind, account.passwd.scheme == .elsewhere { continue }
            let isEmpty = account.effective?.scheme == .empty
            var result = CheckResult(
                Self.emptyPassword, subject: account.name, isEmpty ? .fail(.missing) : .pass, required: required,
                observed: isEmpty ? accepting : "not empty", sources: [source(of: account)])
            if account.effective == nil { result.notes = [Note(.attention, "passwd refers to shadow, which has no line for it")] }
            results.add(result)
        }
        addSources(Self.emptyPassword, evidence, required: required, into: &results)
        if evidence.passwords.accounts.isEmpty {
            addEmptyPopulation(Self.emptyPassword, evidence, observed: "no account", into: &results)
        }
    }

    /// The services whose stack lets an empty password in, in words.
    private func acceptingServices(_ evidence: PasswordPolicyEvidence) -> String {
        let names = services(of: evidence, among: Self.loginServices).filter { service in
            guard let stack = LoginStack(service.auth), stack.canSucceed else { return false }
            return stack.verifiers.contains { stack.entries[$0].module == "pam_unix" && stack.entries[$0].has("nullok") }
        }
        if names.isEmpty { return "empty" }
        let texts = names.map { $0.name == "sshd" ? "sshd (where PermitEmptyPasswords is on)" : $0.name }
        return "empty, which is accepted by \(texts.joined(separator: ", "))"
    }
}
