import ProbeKit

/// The lines of crontab(5) that run something.
enum CronJobs {
    /// The number of the first; nil where there is none.
    static func first(in bytes: [UInt8]) -> Int? {
        for (number, line) in ByteLines(bytes) where isJob(line.trimmed) { return number }
        return nil
    }

    /// As whom the lines of a crontab of the whole system run, by their numbers, escaped.
    static func users(in bytes: [UInt8]) -> [(line: Int, user: String)] {
        ByteLines(bytes).compactMap { number, line in
            let text = line.trimmed
            guard isJob(text) else { return nil }
            let fields = text.split(maxSplits: 6) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            let place = fields.first?.first == UInt8(ascii: "@") ? 1 : 5
            return fields.count > place ? (number, fields[place].escaped) : nil
        }
    }

    /// Whether a line begins as a time does, and not as a comment or `NAME=VALUE`. Cronie also knows `~` for any time and `-` for
    /// one that is not logged.
    private static func isJob(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first else { return false }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) || "*@~-".utf8.contains(first)
    }
}
