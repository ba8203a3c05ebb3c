import Controls
import ProbeKit

extension PasswordPolicyProbe {
    /// How one use of pam_unix hashes what it stores.
    private struct Hashing {
        var service: String
        var entry: PamEntry
        var unix: UnixSettings
        var verdict: Verdict
    }

    /// How the next password will be hashed: by pam_unix, in whatever service it can come to store one.
    func newPasswords(_ evidence: PasswordPolicyEvidence, _ required: String) -> CheckResult {
        if let unread = evidence.loginDefs.unread ?? evidence.modulesUnread {
            return unread.result(Self.hashAlgorithm, subject: "new-passwords", required: required)
        }
        var hashings: [Hashing] = []
        var unknown: PamEntry?
        var hidden: CheckResult?
        for service in services(of: evidence, among: Self.passwordServices) {
            if let obstacle = obstacle(Self.hashAlgorithm, service, service.password, evidence, required: required) {
                hidden = hidden ?? obstacle
                continue
            }
            guard let stack = passwordStack(service, evidence) else {
                hidden = hidden ?? endless(Self.hashAlgorithm, service, required: required)
                continue
            }
            for entry in stack.writers.sorted().map({ stack.entries[$0] }) where entry.role != .directoryPasswords {
                guard entry.module == "pam_unix" else {
                    unknown = entry
                    continue
                }
                hashings.append(hashing(service, entry, evidence))
            }
        }
        if let weak = hashings.first(where: { $0.verdict != .pass }) { return result(weak, evidence, required) }
        if let hidden { return renamed(hidden) }
        guard let decisive = hashings.first else {
            return withoutPamUnix(evidence, unknown: unknown, required)
        }
        return result(decisive, evidence, required)
    }

    private func renamed(_ result: CheckResult) -> CheckResult {
        var result = result
        result.observed = "\(result.subject): \(result.observed)"
        result.subject = "new-passwords"
        return result
    }

    private func hashing(_ service: PamService, _ entry: PamEntry, _ evidence: PasswordPolicyEvidence) -> Hashing {
        let unix = UnixSettings(entry, loginDefs: evidence.loginDefs, builtInMinimum: evidence.unixMinimum)
        var verdict: Verdict = .pass
        if !settings.allowedHashes.contains(unix.scheme) {
            verdict = .fail(.weakAlgorithm)
        } else if let least = settings.minimumRounds[unix.scheme], unix.rounds < least {
            verdict = .fail(.belowMinimum)
        }
        return Hashing(service: service.name, entry: entry, unix: unix, verdict: verdict)
    }

    private func result(_ hashing: Hashing, _ evidence: PasswordPolicyEvidence, _ required: String) -> CheckResult {
        let isSha = hashing.unix.scheme == .sha512crypt || hashing.unix.scheme == .sha256crypt
        let rounds = isSha ? " with \(hashing.unix.rounds) rounds" : ""
        var notes = hashing.unix.schemeNotes
        if hashing.unix.schemeSource == nil {
            notes.append(Note(.defaultInForce, "no argument and no ENCRYPT_METHOD that pam_unix knows: DES"))
        }
        notes += toolNotes(evidence)
        let sources = [hashing.unix.schemeSource, hashing.entry.source].compactMap { $0 }
        return CheckResult(
            Self.hashAlgorithm, subject: "new-passwords", hashing.verdict, required: required,
            observed: "\(hashing.unix.scheme.rawValue)\(rounds) (pam_unix in \(hashing.service))",
            sources: sources.count == 2 && sources[0] == sources[1] ? [sources[0]] : sources, notes: notes)
    }

    /// What shadow-utils use where they do not go through PAM: the last line of `ENCRYPT_METHOD`.
    private func toolNotes(_ evidence: PasswordPolicyEvidence) -> [Note] {
        let scheme = Self.toolScheme(evidence.loginDefs.methodForTools)
        let place = evidence.loginDefs.methodForTools.map { " (\($0.place))" } ?? " (no ENCRYPT_METHOD)"
        let isWeak = scheme.map { !settings.allowedHashes.contains($0) } ?? true
        let text = "shadow-utils hash with \(scheme?.rawValue ?? "a method that is not known") where they do not use PAM\(place)"
        return [Note(isWeak ? .attention : .defaultInForce, text)] + losingNotes(evidence.loginDefs.losingMethods)
    }

    func losingNotes(_ lines: LastLines) -> [Note] {
        lines.notes(.shadowedSetting) { "\($0.name) \($0.value) in \($0.place) loses to a later line for shadow-utils" }
    }

    private func withoutPamUnix(_ evidence: PasswordPolicyEvidence, unknown: PamEntry?, _ required: String) -> CheckResult {
        let line = evidence.loginDefs.methodForTools
        var result = CheckResult(
            Self.hashAlgorithm, subject: "new-passwords", .pass, required: required, sources: line.map { [$0.source] } ?? [])
        if let unknown {
            result.verdict = .inconclusive(.unsupportedFormat)
            result.observed = "how \(unknown.module) hashes is not known"
            result.sources = [unknown.source]
            return result
        }
        guard !evidence.hasPam else {
            result.verdict = .notApplicable(.featureAbsent)
            result.observed = "no service stores a password with pam_unix"
            return result
        }
        if line == nil, let unread = evidence.passwords.passwdUnread {
            return unread.result(Self.hashAlgorithm, subject: "new-passwords", required: required)
        }
        if line == nil, evidence.passwords.isEmpty {
            result.verdict = .notApplicable(.featureAbsent)
            result.observed = "neither PAM, nor login.defs, nor an account"
            return result
        }
        guard let scheme = Self.toolScheme(line) else {
            result.verdict = .inconclusive(.unsupportedFormat)
            result.observed = "an ENCRYPT_METHOD that is not known"
            return result
        }
        result.verdict = settings.allowedHashes.contains(scheme) ? .pass : .fail(.weakAlgorithm)
        result.observed = "\(scheme.rawValue) (shadow-utils)"
        return result
    }

    /// login.defs(5): without a line, DES.
    private static func toolScheme(_ line: SettingLine?) -> StoredPassword.Scheme? {
        switch line?.value {
        case nil, "DES": .descrypt
        case "MD5": .md5crypt
        case "SHA256": .sha256crypt
        case "SHA512": .sha512crypt
        case "BCRYPT": .bcrypt
        case "YESCRYPT": .yescrypt
        default: nil
        }
    }
}
