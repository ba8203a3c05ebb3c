internal import Controls

/// What one destination has not been told yet.
struct Backlog {
    let destination: String
    /// The oldest first.
    private(set) var notices: [PendingNotice]

    /// One for each destination, those first where nothing goes on without an operator.
    static func all(of notices: [PendingNotice]) -> [Backlog] {
        let backlogs = Dictionary(grouping: notices, by: \.destination).map { destination, notices in
            Backlog(destination: destination, notices: notices.sorted { $0.number < $1.number })
        }
        return backlogs.sorted { ($1.isBlocked ? 1 : 0, $0.destination) < ($0.isBlocked ? 1 : 0, $1.destination) }
    }

    private var isBlocked: Bool { notices.contains { $0.state == "blocked" } }

    /// `ops: 12 notices, the oldest of … (1h ago); tried 3 times, next at …, may have arrived (status 500)`.
    func words(at now: Moment) -> String {
        let oldest = notices.compactMap(\.moment).min().map { (notices.count == 1 ? " of " : ", the oldest of ") + $0.told(at: now) } ?? ""
        return "\(destination): \(counted(notices.count, "notice", "notices"))\(oldest); \(why(at: now))"
    }

    private func why(at now: Moment) -> String {
        let tried = notices.max { $0.attempts < $1.attempts }
        var words = isBlocked ? ["blocked, which an operator has to mend"] : []
        switch tried?.attempts ?? 0 {
        case 0: words.append("not tried yet")
        case 1: words.append("tried once")
        case let attempts: words.append("tried \(attempts) times")
        }
        if let next = notices.compactMap(\.next).min(), next > now { words.append("next at \(next.rfc3339)") }
        if notices.contains(where: \.isPossiblySent) { words.append("may have arrived") }
        let problem = notices.last { !$0.problem.isEmpty }?.problem
        return words.joined(separator: ", ") + (problem.map { " (\($0))" } ?? "")
    }
}
