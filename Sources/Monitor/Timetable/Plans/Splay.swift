package import Controls

/// Where the slots of a probe lie within its interval: the same for ever on one host, and elsewhere on the next.
package enum Splay {
    /// Shorter intervals are filled evenly; longer ones begin within an hour of their start, so that people know when to expect them.
    package static let widest = TimeSpan.hours(1)

    /// A whole number of milliseconds, at least 0 and below both the interval and ``widest``.
    /// - Parameter sha256: SHA-256 of some bytes, 32 bytes.
    package static func offset(
        of probe: String, every interval: TimeSpan, on host: String, sha256: ([UInt8]) -> [UInt8]
    ) -> TimeSpan {
        let window = min(interval, widest).nanoseconds / 1_000_000
        guard window > 0 else { return TimeSpan(nanoseconds: 0) }
        return TimeSpan(nanoseconds: Int64(number(of: probe, on: host, sha256: sha256) % UInt64(window)) * 1_000_000)
    }

    /// The first eight bytes of SHA-256 over host id, a zero byte and the name of the probe.
    private static func number(of probe: String, on host: String, sha256: ([UInt8]) -> [UInt8]) -> UInt64 {
        sha256(Array(host.utf8) + [0] + Array(probe.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
