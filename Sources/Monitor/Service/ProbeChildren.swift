import Controls
import LinuxHost
import ProbeKit

/// The probe children that run, and when each is given up: one that hangs in the kernel cannot even be killed, and nobody waits for it.
struct ProbeChildren {
    private struct Child {
        let number: Int
        let started: ClockReading
        let end: BootTime
        var run: ProbeRun?
    }

    private var running: [String: Child] = [:]
    private var last = 0
    /// What a child may take beyond its deadline to be killed and reaped.
    private static let grace = TimeSpan.seconds(15)

    /// - Returns: its number.
    mutating func began(_ probe: String, deadline: Duration, at now: ClockReading) -> Int {
        last += 1
        let span = TimeSpan(nanoseconds: Int64(clamping: Int(min(deadline / .nanoseconds(1), 1e18))))
        running[probe] = Child(number: last, started: now, end: now.boot + span + Self.grace)
        return last
    }

    mutating func keep(_ run: ProbeRun, of probe: String) { running[probe]?.run = run }

    /// Ends all that run.
    func cancel() { for child in running.values { child.run?.cancel() } }

    /// Whether somebody waited for this child.
    mutating func ended(_ probe: String, _ number: Int) -> Bool {
        guard running[probe]?.number == number else { return false }
        running[probe] = nil
        return true
    }

    var nextEnd: BootTime? { running.values.map(\.end).min() }

    /// Those that are given up by now.
    mutating func givenUp(at now: ClockReading) -> [Happening.Observed] {
        let late = running.filter { $0.value.end <= now.boot }.sorted { $0.key < $1.key }
        for (probe, _) in late { running[probe] = nil }
        return late.map { probe, child in
            var reply = ProbeReply()
            reply.failure = ProbeFailure(.timeout, "the probe child cannot even be killed, as when a file system does not answer")
            return Happening.Observed(probe: probe, reply: reply, started: child.started)
        }
    }
}

extension TimeSpan {
    fileprivate static func + (span: TimeSpan, other: TimeSpan) -> TimeSpan {
        TimeSpan(nanoseconds: span.nanoseconds.plus(other.nanoseconds))
    }
}
