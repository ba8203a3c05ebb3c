import Controls
import Notices

/// A destination that nobody has used for long may be one that nobody can use: each gets a test every week, and when its settings are new.
extension Watch {
    static let testInterval = TimeSpan.days(7)

    /// Once they are kept, they are notices like others.
    func testDestinations(at now: ClockReading) {
        guard ending == nil, !isOver, trouble == nil, daybook.isEmpty else { return }
        let due = duty.configuration.remoteDestinations.filter { untilTest(of: $0, at: now.wall).nanoseconds == 0 }
        guard !due.isEmpty else { return }
        for destination in due { post(.test(destination), at: now) }
        keep(at: now)
    }

    var nextTest: BootTime? {
        guard trouble == nil else { return nil }
        return duty.configuration.remoteDestinations.map { last.boot + untilTest(of: $0, at: last.wall) }.min()
    }

    private func untilTest(of destination: Destination, at now: Moment) -> TimeSpan {
        guard let contact = standing.contacts[destination.name], contact.settings == destinationSettings[destination.name] else {
            return .seconds(0)
        }
        let wait = contact.tested.adding(Self.testInterval).since(now) ?? .seconds(0)
        // It was tested by a clock that went wrong by more than that.
        return wait > .days(14) ? .seconds(0) : wait
    }
}

extension Configuration {
    /// Those that are told of deficiencies, and not by way of the host itself.
    var remoteDestinations: [Destination] { destinations.filter { $0.kind.isRemote && $0.kind != .heartbeat } }
}
