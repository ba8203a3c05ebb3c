/// What can happen when a password is changed through a stack: who may store it, and which judges it has passed before.
struct PasswordStack {
    /// What is known of the new password that modules hand on.
    private enum Token: Hashable {
        case none
        /// The judge of interest has accepted it.
        case judged
        case unjudged
    }

    let entries: [PamEntry]
    /// Whether any way through the stack ends in success; without one libpam never gets as far as storing.
    private(set) var canSucceed = false
    /// The places of modules that can come to store a password; modules that are not known may do so too.
    private(set) var writers: Set<Int> = []
    /// The places of modules that can be reached.
    private var reachable: Set<Int> = []
    /// For each place of pam_pwquality or pam_pwhistory, the writers that can store what it has not accepted.
    private(set) var uncovered: [Int: Set<Int>] = [:]

    /// Whether a module that refuses what a judge has accepted may ask for another password itself.
    typealias AsksAgain = (_ module: PamEntry, _ judge: PamEntry) -> Bool

    /// nil where the stack has too many ways to follow.
    init?(_ stack: PamStack, asksAgain: AsksAgain) {
        entries = stack.entries
        guard let ends = Self.plainEnds(entries, reaching: &reachable), let reached = Self.storing(in: entries, unless: nil, asksAgain)
        else { return nil }
        canSucceed = ends.contains { $0.isGranted }
        guard canSucceed else { return }
        writers = reached
        for place in entries.indices where entries[place].role == .quality || entries[place].role == .history {
            guard let storing = Self.storing(in: entries, unless: place, asksAgain) else { return nil }
            uncovered[place] = storing
        }
    }

    /// Whether a judge's word binds a writer.
    func isBound(_ writer: Int, by judge: Int) -> Bool { uncovered[judge]?.contains(writer) == false }

    /// The places of the judges of one kind, in order.
    func judges(_ role: PamModuleRole) -> [Int] { uncovered.keys.filter { entries[$0].role == role }.sorted() }

    /// The first module that can be reached, up to a writer, whose rules for the quality of a password are not known to us.
    func foreignRules(upTo writer: Int) -> PamEntry? {
        module(upTo: writer) { $0 == .foreignRules || $0 == .unknown }
    }

    /// The first module that can be reached, up to a writer, of which nothing is known.
    func unknownModule(upTo writer: Int) -> PamEntry? { module(upTo: writer) { $0 == .unknown } }

    private func module(upTo writer: Int, where fits: (PamModuleRole) -> Bool) -> PamEntry? {
        entries.indices.first { $0 <= writer && reachable.contains($0) && fits(entries[$0].role) }.map { entries[$0] }
    }

    private static func plainEnds(_ entries: [PamEntry], reaching reachable: inout Set<Int>) -> Set<PamWalk<Int>.End>? {
        PamWalk.ends(entries, from: 0) { index, fact in
            reachable.insert(index)
            return (entries[index].fixedAnswers ?? PamReturn.finished).map { .init($0, fact) }
        }
    }

    /// The writers that can store a password which the judge at a place has not accepted; all writers, for no judge.
    private static func storing(in entries: [PamEntry], unless judge: Int?, _ asksAgain: AsksAgain) -> Set<Int>? {
        let again = Set(
            entries.indices.filter { index in
                judge.map { $0 != index && !entries[index].takesOver && asksAgain(entries[index], entries[$0]) } ?? false
            })
        var storing: Set<Int> = []
        let ends = PamWalk.ends(entries, from: Token.none) { index, token in
            let entry = entries[index]
            if let fixed = entry.fixedAnswers { return fixed.map { .init($0, token) } }
            let isAskingAgain = again.contains(index)
            if canStore(entry, token), token != .judged || isAskingAgain { storing.insert(index) }
            let answers = answers(of: entry, isJudge: index == judge, after: token)
            return isAskingAgain ? answers + [.init(.success, .unjudged)] : answers
        }
        return ends == nil ? nil : storing
    }

    /// A module that must take over the password of another cannot store without one.
    private static func canStore(_ entry: PamEntry, _ token: Token) -> Bool {
        switch entry.role {
        case .localPasswords, .directoryPasswords, .unknown: token != .none || !entry.takesOver
        case .quality, .lockout, .foreignRules, .history, .neutral: false
        }
    }

    private static func answers(of entry: PamEntry, isJudge: Bool, after token: Token) -> [PamWalk<Token>.Answer] {
        let asked: Token = token == .none && !entry.takesOver ? .unjudged : token
        if isJudge || entry.role == .quality {
            // A judge that refuses takes the password away from those who come later.
            let accepted: Token = isJudge ? .judged : asked
            let refused: [PamWalk<Token>.Answer] = [.init(.tokenError, .none), .init(.maximumTries, .none)]
            return asked == .none ? refused : [.init(.success, accepted)] + refused
        }
        switch entry.role {
        case .localPasswords, .history:
            let refused = PamReturn.failures.flatMap { answer in Set([.none, token, asked]).map { PamWalk.Answer(answer, $0) } }
            let ignored: [PamWalk<Token>.Answer] = entry.role == .localPasswords ? [] : [.init(.ignore, token)]
            return (asked == .none ? [] : [.init(.success, asked)]) + refused + ignored
        case .foreignRules, .unknown:
            // It may ask for a password of its own, which no judge has seen.
            let own: Token = entry.takesOver ? asked : .unjudged
            return PamReturn.finished.flatMap { answer in Set([.none, token, own]).map { PamWalk.Answer(answer, $0) } }
        case .directoryPasswords:
            return PamReturn.finished.flatMap { answer in Set([.none, token, asked]).map { PamWalk.Answer(answer, $0) } }
        case .quality, .neutral, .lockout:
            let own = entry.asksForKey ? asked : token
            return PamReturn.finished.flatMap { answer in Set([token, own]).map { PamWalk.Answer(answer, $0) } }
        }
    }
}
