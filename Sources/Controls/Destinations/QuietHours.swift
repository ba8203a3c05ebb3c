/// The hours of each day, in the time zone of the host, in which people are left alone: `22:00-07:00`.
package struct QuietHours: Hashable, Sendable, CustomStringConvertible {
    /// Minutes after midnight.
    package let start: Int
    /// The first minute that is no longer quiet.
    package let end: Int

    /// Reads `22:00-07:00`; nil for anything else, and for hours that have no length.
    package init?(_ text: String) {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Self.minutes(String($0).trimmed) }
        guard ends.count == 2, let start = ends[0], let end = ends[1], start != end else { return nil }
        self.start = start
        self.end = end
    }

    /// - Parameter minute: minutes after midnight where the host is.
    package func contains(minute: Int) -> Bool {
        start < end ? (start..<end).contains(minute) : minute >= start || minute < end
    }

    package var description: String { "\(Self.clock(start))-\(Self.clock(end))" }

    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isClock = parts.count == 2 && parts.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard isClock, let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60 else { return nil }
        return hour * 60 + minute
    }

    private static func clock(_ minutes: Int) -> String {
        [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
