import Controls

/// How long each check was not looked at, while a plan promised it.
struct Watchfulness {
    private(set) var longest: [CheckID: BlindInterval] = [:]
    /// When something was last known of a check, or it was promised.
    private var known: [CheckID: ClockReading] = [:]

    mutating func take(_ plan: Plan) {
        let promised = Set(plan.promises.flatMap(\.checks).map(\.check))
        for check in known.keys where !promised.contains(check) { learn(of: check, at: plan.from) }
        known = known.filter { promised.contains($0.key) }
        for check in promised where known[check] == nil { known[check] = plan.from }
    }

    mutating func learn(of check: CheckID, at now: ClockReading) {
        guard let before = known.updateValue(now, forKey: check) else { return known[check] = nil }
        let interval = BlindInterval(from: before, through: now)
        if longest[check].map({ $0.length < interval.length }) ?? true { longest[check] = interval }
    }

    /// With the time until now, of which nothing is known yet.
    func longest(until now: ClockReading) -> [CheckID: BlindInterval] {
        var watchfulness = self
        for check in known.keys { watchfulness.learn(of: check, at: now) }
        return watchfulness.longest
    }
}
