internal import Controls
internal import ProbeKit
internal import Systemd

/// What systemd told of a service, property by property: org.freedesktop.systemd1(5).
///
/// All of them at once would bring the environment and the arguments of the service along, which are nobody's business.
struct UnitReading {
    /// Nil where no unit has that name.
    let service: ServiceState?
    /// Whether the unit stayed in one state meanwhile.
    let isWhole: Bool

    init(of unit: UnitObject, _ bus: borrowing ManagerBus) throws(BusFailure) {
        let before = try bus.number("StateChangeTimestampMonotonic", "Unit", of: unit)
        service = try ServiceState(unit, bus)
        isWhole = try bus.number("StateChangeTimestampMonotonic", "Unit", of: unit) == before
    }
}

extension ServiceState {
    /// More statuses than there are need not be read.
    private static let statusesLimit = 256

    fileprivate init?(_ unit: UnitObject, _ bus: borrowing ManagerBus) throws(BusFailure) {
        self.init()
        loadState = try bus.text("LoadState", "Unit", of: unit)
        guard loadState != "not-found" else { return nil }
        activeState = try bus.text("ActiveState", "Unit", of: unit)
        fragmentPath = try bus.text("FragmentPath", "Unit", of: unit)
        result = try bus.text("Result", "Service", of: unit)
        type = try bus.text("Type", "Service", of: unit)
        mainStatus = try bus.status("ExecMainStatus", "Service", of: unit)
        successStatuses = try bus.statuses("SuccessExitStatus", "Service", of: unit, limit: Self.statusesLimit)
        started = Moment(systemd: try bus.number("ExecMainStartTimestamp", "Service", of: unit))
        exited = Moment(systemd: try bus.number("ExecMainExitTimestamp", "Service", of: unit))
    }
}

extension TimerState {
    /// Nil where there is no such timer, and for one that starts something else.
    init?(_ name: String, starting id: String, _ bus: borrowing ManagerBus) throws(BusFailure) {
        let unit = try bus.unit(name)
        guard try bus.text("LoadState", "Unit", of: unit) != "not-found", try bus.text("Unit", "Timer", of: unit) == id else { return nil }
        // While what it starts is running, a timer that counts from then has no next time yet.
        let isRunning = try bus.text("SubState", "Unit", of: unit) == "running"
        let next = [
            Moment(systemd: try bus.number("NextElapseUSecRealtime", "Timer", of: unit)),
            Moment(systemd: try bus.number("NextElapseUSecMonotonic", "Timer", of: unit)),
        ]
        self.init(
            unit: name, isActive: try bus.text("ActiveState", "Unit", of: unit) == "active",
            hasNextElapse: isRunning || next.contains { $0 != nil },
            lastTrigger: Moment(systemd: try bus.number("LastTriggerUSec", "Timer", of: unit)))
    }
}

extension Moment {
    /// From microseconds since 1970. Nil for 0 and for the highest number, by which systemd means never, and for what no moment can hold.
    init?(systemd microseconds: UInt64) {
        let (scaled, overflow) = Int64(clamping: microseconds).multipliedReportingOverflow(by: 1000)
        guard microseconds > 0, !overflow else { return nil }
        self.init(nanoseconds: scaled)
    }
}
