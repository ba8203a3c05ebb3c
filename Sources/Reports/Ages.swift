import Controls

extension TimeSpan {
    /// Its two largest units, as people say it: `3d 4h`, `12s`. Less than a second is `0s`.
    var rough: String {
        let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
        var rest = max(0, seconds)
        var parts: [String] = []
        for unit in units where rest >= unit.seconds && parts.count < 2 {
            parts.append("\(rest / unit.seconds)\(unit.name)")
            rest %= unit.seconds
            // What follows a day is an hour or nothing: `1d 5s` is no way to say it.
            if rest < unit.seconds / 60 { break }
        }
        return parts.isEmpty ? "0s" : parts.joined(separator: " ")
    }
}

extension Moment {
    /// `2026-11-22T04:05:22Z (3d 4h ago)`.
    func told(at now: Moment) -> String { "\(rfc3339) (\(ago(at: now)))" }

    func ago(at now: Moment) -> String { now.since(self).map { "\($0.rough) ago" } ?? "ahead of the clock here" }
}
