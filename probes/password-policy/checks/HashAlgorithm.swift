import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// Per account with a hash, and for passwords to come: how passwords are hashed.
    func judgeHashAlgorithm(_ evidence: PasswordPolicyEvidence, into results: inout Results) {
        let required = settings.allowedHashes.map(\.rawValue).joined(separator: ", ")
        var hashes = 0
        for account in evidence.passwords.accounts {
            guard let result = hashResult(account, required) else { continue }
            hashes += 1
            results.add(result)
        }
        addSources(Self.hashAlgorithm, evidence, required: required, into: &results)
        if hashes == 0 { addEmptyPopulation(Self.hashAlgorithm, evidence, observed: "no account has a hash", into: &results) }
        results.add(newPasswords(evidence, required))
    }

    /// nil for an account without a hash. A hash behind `!` counts, since unlocking brings it back.
    private func hashResult(_ account: AccountPassword, _ required: String) -> CheckResult? {
        if account.passwd.scheme.isHash {
            return CheckResult(
                Self.hashAlgorithm, subject: account.name, .fail(.exposed), required: required,
                observed: "a hash in passwd, which everybody can read", sources: [source(of: account)])
        }
        guard account.shadowLine != nil, account.shadow.scheme.isHash else { return nil }
        return CheckResult(
            Self.hashAlgorithm, subject: account.name, verdict(account.shadow.scheme, rounds: account.shadow.rounds), required: required,
            observed: account.shadow.scheme == .unknown ? "a prefix that is in no list of ours" : text(account.shadow),
            sources: [source(of: account)])
    }

    private func verdict(_ scheme: StoredPassword.Scheme, rounds: Int?) -> Verdict {
        if scheme == .unknown { return .inconclusive(.unsupportedFormat) }
        guard settings.allowedHashes.contains(scheme) else { return .fail(.weakAlgorithm) }
        guard let rounds, let least = settings.minimumRounds[scheme], rounds < least else { return .pass }
        return .fail(.belowMinimum)
    }

    private func text(_ password: StoredPassword) -> String {
        guard let rounds = password.rounds, let least = settings.minimumRounds[password.scheme], rounds < least else {
            return password.scheme.rawValue
        }
        return "\(password.scheme.rawValue) with \(rounds) rounds, less than \(least)"
    }
}
