import Controls
import Monitor
import Notices

/// The remote destinations of a simulated host: they answer as their mood is, and remember what they took.
struct Receivers {
    /// How those are that are not named: they take everything.
    var moods: [String: Mood] = [:]
    private(set) var arrivals: [Arrival] = []
    /// What was refused for good.
    private(set) var refused: Set<Piece> = []
    /// When the monitor was killed, by true time.
    private(set) var crashes: [Int64] = []
    private(set) var complaints: [String] = []
    /// Until when a letter is under way, and until when a destination wants to be left alone.
    private var busy: [String: Int64] = [:]
    private var pauses: [String: Int64] = [:]

    enum Mood: CaseIterable { case taking, failing, limiting, refusing, blocking, shut, silent }

    /// A notice on its way to one destination.
    struct Piece: Hashable {
        let number: Int64
        let destination: String
    }

    struct Arrival {
        let piece: Piece
        let at: Int64
        let lane: String
        let isClosed: Bool
        /// Whether the monitor is told of it.
        let isAnswered: Bool
    }

    /// What is said of each notice of a letter, and when.
    mutating func take(_ letter: Letter, at now: Int64, _ dice: inout Dice) -> [(at: Int64, delivery: Delivery)] {
        let name = letter.destination.name
        // Alertmanager is reminded, and nobody waits for what comes of it.
        guard letter.sendings.contains(where: { $0.number != 0 }) else { return [] }
        if let end = busy[name], end > now { complaints.append("\(name) gets two letters at once, at \(now)") }
        if let end = pauses[name], end > now { complaints.append("\(name) wants to be left alone until \(end), and is asked at \(now)") }
        let time = now + dice.number(1_000_000...(dice.once(in: 5) ? 20_000_000_000 : 900_000_000))
        busy[name] = time
        var isOver = false
        return letter.sendings.map { sending in
            // Where each notice is a request, some may arrive before one does not.
            let isAlone = letter.destination.kind == .webhook || letter.destination.kind == .pagerduty
            let mood = moods[name] ?? .taking
            if isAlone, !isOver, mood == .limiting || mood == .silent, dice.once(in: 3) {
                return (time, taken(sending, at: now, true, letter, &dice))
            }
            defer { isOver = true }
            return (time, answer(mood, to: sending, isOver && isAlone, letter, at: now, until: time, &dice))
        }
    }

    private mutating func answer(
        _ mood: Mood, to sending: Sending, _ isUnsent: Bool, _ letter: Letter, at now: Int64, until time: Int64, _ dice: inout Dice
    ) -> Delivery {
        switch mood {
        case .taking: return taken(sending, at: now, true, letter, &dice)
        case .failing: return delivery(of: sending, .transient("500"))
        case .limiting:
            let pause = dice.span(.seconds(1) ... .minutes(150))
            pauses[sending.destination] = max(pauses[sending.destination] ?? 0, time + pause.nanoseconds)
            return delivery(of: sending, .transient("429"), retryAfter: pause)
        case .refusing:
            guard dice.once(in: 2) else { return taken(sending, at: now, true, letter, &dice) }
            refused.insert(Piece(number: sending.number, destination: sending.destination))
            return delivery(of: sending, .permanent("400"))
        case .blocking: return delivery(of: sending, .blocked("401"))
        case .shut: return delivery(of: sending, .shut("404"))
        case .silent:
            if !isUnsent, dice.once(in: 2) { _ = taken(sending, at: now, false, letter, &dice) }
            return delivery(of: sending, .transient("no answer"), mayHaveArrived: !isUnsent)
        }
    }

    private mutating func taken(_ sending: Sending, at now: Int64, _ isAnswered: Bool, _ letter: Letter, _ dice: inout Dice) -> Delivery {
        let piece = Piece(number: sending.number, destination: sending.destination)
        arrivals.append(
            Arrival(piece: piece, at: now, lane: sending.notice.lane, isClosed: sending.notice.isClosed, isAnswered: isAnswered))
        let id = letter.sendings.count == 1 ? "\(dice.number(1...9999))" : nil
        return delivery(of: sending, dice.once(in: 9) ? .accepted("202") : .delivered, remoteID: id)
    }

    private func delivery(
        of sending: Sending, _ outcome: Delivery.Outcome, mayHaveArrived: Bool = false, retryAfter: TimeSpan? = nil, remoteID: String? = nil
    ) -> Delivery {
        Delivery(
            number: sending.number, destination: sending.destination, outcome: outcome, mayHaveArrived: mayHaveArrived,
            retryAfter: retryAfter, remoteID: remoteID)
    }

    /// What was under way is, and nobody hears what came of it.
    mutating func crash(at now: Int64) {
        crashes.append(now)
        // What was asked for in an answer that came too late.
        for (name, end) in busy where end > now { pauses[name] = nil }
        busy = [:]
    }

    /// After a reload, and after a reboot in which the clock may have been set, a pause is over that was asked for before.
    mutating func forgetPauses() { pauses = [:] }
}
