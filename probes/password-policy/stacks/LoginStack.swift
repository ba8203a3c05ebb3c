/// What can happen when somebody logs in with a password through an `auth` stack that should lock accounts.
struct LoginStack {
    /// Who has verified the password of a way.
    private enum Verified: Hashable {
        case nobody, directory, local
    }

    /// What became of a wrong password.
    private enum Guess: Hashable {
        case none
        /// Refused by the module at a place, and not counted yet.
        case refused(by: Int)
        case counted
    }

    let entries: [PamEntry]
    /// Whether any way ends in success.
    private(set) var canSucceed = false
    /// Places of modules that verify passwords and can be reached.
    private(set) var verifiers: Set<Int> = []
    /// Places of pam_faillock that can be reached.
    private(set) var lockouts: Set<Int> = []
    /// Whether a locked account with the right password of the host's own files, or of a directory, gets in.
    private(set) var admitsLockedLocal = false
    private(set) var admitsLockedDirectory = false
    /// Places of the modules that can refuse a wrong password which is never counted.
    private(set) var uncounted: Set<Int> = []

    /// nil where the stack has too many ways to follow.
    init?(_ stack: PamStack) {
        entries = stack.entries
        guard let locked = locked(), let guesses = guesses() else { return nil }
        let granted = locked.filter(\.isGranted).map(\.fact)
        admitsLockedLocal = granted.contains(.local)
        admitsLockedDirectory = granted.contains(.directory)
        for end in guesses where !end.isGranted {
            if case .refused(let place) = end.fact { uncounted.insert(place) }
        }
    }

    /// Places of pam_faillock that turn a locked account away: `preauth`, which is also what it does without a word, and `authsucc`.
    var gates: [Int] { lockouts.sorted().filter { Self.action(of: entries[$0]) != "authfail" } }
    var resets: Bool { lockouts.contains { Self.action(of: entries[$0]) == "authsucc" } }

    /// A module that may lock accounts in ways that we do not know.
    var foreignRules: PamEntry? { entries.first { $0.role == .foreignRules || $0.role == .unknown } }

    /// The last word among its arguments decides what pam_faillock does.
    private static func action(of entry: PamEntry) -> String {
        entry.arguments.last { ["preauth", "authfail", "authsucc"].contains($0) } ?? "preauth"
    }

    /// Every way that a free stack can go, to find what can be reached; then with an account that is locked.
    private mutating func locked() -> Set<PamWalk<Verified>.End>? {
        var reached: Set<Int> = []
        let entries = entries
        let free = PamWalk.ends(entries, from: 0) { index, fact in
            reached.insert(index)
            return (entries[index].fixedAnswers ?? PamReturn.finished).map { .init($0, fact) }
        }
        guard let free else { return nil }
        canSucceed = free.contains { $0.isGranted }
        verifiers = reached.filter { entries[$0].role.verifiesPasswords }
        lockouts = reached.filter { entries[$0].role == .lockout }
        return PamWalk.ends(entries, from: .nobody) { index, verified in
            let entry = entries[index]
            if let fixed = entry.fixedAnswers { return fixed.map { .init($0, verified) } }
            switch entry.role {
            case .lockout: return [.init(.authError, verified)]
            case .localPasswords: return [.init(.success, .local)] + PamReturn.failures.map { .init($0, verified) }
            case .directoryPasswords:
                let after = verified == .local ? verified : .directory
                return [.init(.success, after), .init(.ignore, verified)] + PamReturn.failures.map { .init($0, verified) }
            case .quality, .foreignRules, .history, .neutral, .unknown: return PamReturn.finished.map { .init($0, verified) }
            }
        }
    }

    /// Every way of a wrong password for an account of the host's own files that is not locked.
    private func guesses() -> Set<PamWalk<Guess>.End>? {
        let entries = entries
        return PamWalk.ends(entries, from: .none) { index, guess in
            let entry = entries[index]
            if let fixed = entry.fixedAnswers { return fixed.map { .init($0, guess) } }
            switch entry.role {
            case .lockout:
                let isCounting = Self.action(of: entry) == "authfail"
                // What is counted before the password is asked for is counted all the same.
                return isCounting ? [.init(.ignore, .counted)] : [.init(.success, guess)]
            case .localPasswords:
                let after: Guess = guess == .none ? .refused(by: index) : guess
                return [.init(.authError, after), .init(.maximumTries, after)]
            case .directoryPasswords: return (PamReturn.failures + [.ignore]).map { .init($0, guess) }
            case .quality, .foreignRules, .history, .neutral, .unknown: return PamReturn.finished.map { .init($0, guess) }
            }
        }
    }
}
