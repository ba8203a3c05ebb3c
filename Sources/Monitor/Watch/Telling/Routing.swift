import Controls
import Notices

/// Who is told of what.
struct Routing {
    let destinations: [Destination]

    init(_ configuration: Configuration) { destinations = configuration.destinations.filter { $0.kind != .heartbeat } }

    /// The destinations that a notice about a deficiency is for. That one is over concerns those that were told of it, whatever
    /// they ask for now, and nobody else. That it lasts concerns those of them that still ask for it.
    /// - Parameter informed: those that were told of the deficiency, or are still to be.
    func names(for notice: Notice, criteria: [Criterion], informed: Set<String>) -> [String] {
        let probe = CheckID(rawValue: notice.check).probe
        return destinations.filter { destination in
            if notice.isClosed { return informed.contains(destination.name) }
            if notice.isRepetition, destination.kind.remindsByItself || !informed.contains(destination.name) { return false }
            return !destination.isEscalation
                && destination.wants(probe: probe, control: notice.control, criteria: criteria, severity: notice.severity)
        }.map(\.name)
    }

    /// The destinations that a notice about soc2d itself is for: whoever looks at one part of a host alone is not concerned.
    func names(forOwn notice: Notice) -> [String] {
        destinations.filter { destination in
            let isWhole = destination.probes.isEmpty && destination.controls.isEmpty && destination.criteria.isEmpty
            return isWhole && !destination.isEscalation && notice.severity >= destination.lowestSeverity
        }.map(\.name)
    }

    /// Who is told where others cannot be.
    var escalations: [String] { destinations.filter { $0.isEscalation || $0.name == Destination.journal }.map(\.name) }

    /// How long a destination wants to hear nothing but what is critical.
    /// - Parameter minute: minutes after midnight where the host is.
    func quiet(_ name: String, minute: Int) -> TimeSpan? {
        guard let hours = destinations.first(where: { $0.name == name })?.quietHours, hours.contains(minute: minute) else { return nil }
        let rest = hours.end - minute
        return .minutes(Int64(rest > 0 ? rest : rest + 24 * 60))
    }
}

extension DestinationKind {
    /// Whether it tells people itself what it knows to be open.
    fileprivate var remindsByItself: Bool {
        switch self {
        case .alertmanager, .pagerduty: true
        case .webhook, .slack, .teams, .discord, .googleChat, .mattermost, .matrix, .telegram, .journald, .heartbeat: false
        }
    }
}
