import Controls
import LinuxHost
import Monitor
import Testing

/// Where slots lie within their intervals.
struct SplayTests {
    private func offset(_ probe: String, _ every: TimeSpan, _ host: String = "host") -> TimeSpan {
        Splay.offset(of: probe, every: every, on: host, sha256: Digest.sha256)
    }

    @Test func `the offset of a probe on a host never changes`() {
        #expect(offset("open-ports", .minutes(5)).nanoseconds == offset("open-ports", .minutes(5)).nanoseconds)
        // From `printf 'host\0open-ports' | sha256sum`, the first 16 digits, modulo 300000.
        #expect(offset("open-ports", .minutes(5)) == TimeSpan(nanoseconds: 13_324 * 1_000_000))
    }

    @Test(arguments: [TimeSpan.seconds(10), .minutes(5), .minutes(15), .hours(1), .hours(24), .days(90)])
    func `a hundred probes spread over their interval, or over an hour`(every: TimeSpan) {
        let window = min(every, Splay.widest)
        let offsets = (0..<100).map { offset("probe-\($0)", every) }
        #expect(offsets.allSatisfy { $0 >= .seconds(0) && $0 < window })
        let tenths = Dictionary(grouping: offsets) { $0.nanoseconds * 10 / window.nanoseconds }
        #expect(tenths.count == 10)
        #expect(tenths.values.allSatisfy { $0.count <= 30 })
    }

    @Test func `two hosts do not run the same probe together`() {
        let offsets = Set((0..<1000).map { offset("open-ports", .hours(1), "host-\($0)") })
        #expect(offsets.count > 990)
    }

    @Test func `an interval of nothing has no room for an offset`() {
        for nanoseconds: Int64 in [0, -1, .min, 1, 999_999] { #expect(offset("x", TimeSpan(nanoseconds: nanoseconds)) == .seconds(0)) }
    }
}
