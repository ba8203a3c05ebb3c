import Controls
import ProbeKit

@testable import Monitor

/// What may happen to what a host tells.
extension WatchedHost {
    /// Those of the first line are always there, and are told everything.
    static let remote = [
        "chat": "Kind=slack", "hook": "Kind=webhook", "team": "Kind=discord",
        "alerts": "Kind=alertmanager", "night": "Kind=telegram\nQuietHours=12:00-14:00", "oncall": "Kind=teams\nEscalation=yes",
        "pager": "Kind=pagerduty\nSeverity=high",
    ]
    static let steady = ["chat", "hook", "team"]

    static func file(of destination: String, _ more: String = "") -> ConfigurationFile {
        SampleConfiguration.file("destinations.d/\(destination).destination", "[Destination]\n\(remote[destination] ?? "")\n\(more)")
    }

    static let allRemote = remote.keys.sorted().map { file(of: $0) }

    /// Lives through faults of every kind, and then for long enough while nothing fails any more.
    func correspond(for span: TimeSpan, faults: Int) throws {
        receivers = Receivers()
        files = SampleConfiguration.usual + Self.allRemote
        try live(for: span, faults: faults)
        try mend()
        try pass(to: host.now + TimeSpan.hours(3).nanoseconds)
        // What was found last is told yet.
        for _ in 0..<20 where watch?.standing.owed.isEmpty == false { try pass(to: host.now + TimeSpan.seconds(31).nanoseconds) }
    }

    /// Whatever was broken is not any more, and an operator has reloaded.
    func mend() throws {
        receivers?.moods = [:]
        files = SampleConfiguration.usual + Self.allRemote
        receivers?.forgetPauses()
        try happen(.asked(ControlRequest(.reload), by: Peer(user: 0, userName: "root", login: "alice"), ticket: 1))
        if answers[1]?.isDone != true { complaints.append("the last configuration was refused") }
    }

    func sufferOnTheWay() throws {
        switch dice.number(0...5) {
        case 0:
            effectsLeft = dice.number(0...8)
            try pass(to: host.now + dice.span(.minutes(5) ... .hours(1)).nanoseconds)
            effectsLeft = nil
            if !isAlive { try start() }
        case 1: try reload()
        default:
            guard let name = Self.remote.keys.sorted().randomElement(using: &dice) else { return }
            receivers?.moods[name] = dice.once(in: 3) ? .taking : Receivers.Mood.allCases.randomElement(using: &dice)
        }
    }

    /// Some are taken away, and some ask for less.
    func destinations() -> [ConfigurationFile] {
        Self.remote.keys.sorted().compactMap { name in
            guard !Self.steady.contains(name) else { return Self.file(of: name) }
            let isChanged = dice.once(in: 4)
            return dice.once(in: 4) ? nil : Self.file(of: name, isChanged ? "Control=NET-03" : "")
        }
    }
}
