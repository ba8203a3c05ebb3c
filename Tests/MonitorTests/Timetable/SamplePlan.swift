import Controls
import LinuxHost
import Monitor
import Testing

/// Promises for tests, such as `Promise.sample("ports", ["open": .minutes(5)])`.
extension Promise {
    static func sample(_ probe: String, _ checks: [String: TimeSpan], host: String = "host", grace: TimeSpan? = nil) -> Promise {
        let promised = checks.sorted { $0.key < $1.key }.map { name, every in
            PromisedCheck(CheckID(probe: probe, name: name), every: every, control: "AC-1", owner: "team", selector: "per host")
        }
        return Promise(
            probe, checks: promised, offset: { Splay.offset(of: probe, every: $0, on: host, sha256: Digest.sha256) }, grace: grace,
            timeout: .seconds(10), version: "1", codeDigest: "c0de", parametersDigest: "5e77")
    }
}

extension Plan {
    static func sample(_ promises: [Promise], from: ClockReading, tie: Int = 1, after previous: Plan? = nil) throws -> Plan {
        try Plan(promises, from: from, tie: tie, previous: previous, approver: "auditor", mappingVersion: "2026-11", sha256: Digest.sha256)
    }
}

extension ClockReading {
    /// Seconds since the boot, at a wall time of the sixties after the given start.
    static func at(_ seconds: Int64, boot: String = "boot-1", wall: Int64? = nil, asleep: Int64 = 0) -> ClockReading {
        ClockReading(
            wall: Moment(seconds: wall ?? 1_790_000_000 + seconds), boot: BootTime(nanoseconds: seconds * 1_000_000_000), bootID: boot,
            asleep: .seconds(asleep))
    }
}
