import Controls
import LinuxHost
import Systemd

/// What the host itself tells of its clocks and of its boots.
enum HostHistory {
    /// More boots than this between two runs of the monitor are not looked at.
    private static let mostBoots = 64

    static func reading(bootID: String) -> ClockReading {
        let clocks = HostClocks.now
        return ClockReading(
            wall: clocks.wall, boot: BootTime(nanoseconds: clocks.boot), bootID: bootID,
            asleep: TimeSpan(nanoseconds: max(0, clocks.boot - clocks.awake)))
    }

    /// The boots that the journal knows, as far as it may be read, and the present one.
    static func boots(bootID: String) -> [BootHistory] {
        let known = (try? Journal().boots(limit: mostBoots)) ?? []
        let earlier = known.filter { $0.id != bootID }.map { boot in
            BootHistory(bootID: boot.id, kernelStart: moment(boot.kernelStart), lastSeen: moment(boot.lastEntry))
        }
        return earlier + [BootHistory(bootID: bootID, kernelStart: HostClocks.systemStart, lastSeen: nil)]
    }

    private static func moment(_ microseconds: UInt64) -> Moment? {
        let (nanoseconds, overflow) = Int64(clamping: microseconds).multipliedReportingOverflow(by: 1000)
        return overflow || nanoseconds == 0 ? nil : Moment(nanoseconds: nanoseconds)
    }
}
