import Controls
import ProbeKit

/// Whether people are told of deficiencies in time. It says the same as long as nothing changes, so that the ledger keeps it once.
struct CommunicationLook: RecordedObject, Hashable, Sendable {
    /// Those that people are told through.
    var destinations: [String] = []
    /// The worst of each destination.
    var faults: [UntoldDeficiency] = []
    /// Why the ledger could not be read; nil where it was.
    var unread: Unread?

    /// After a start what waited is sent first.
    private static let rest = TimeSpan.minutes(5)

    init() {}

    init(_ standing: Standing, _ settings: SelfCheckSettings, at now: Moment) {
        let all = settings.destinations.filter { !$0.isEscalation }
        let remote = all.filter(\.kind.isRemote)
        // Beside others the journal is a copy.
        let told = remote.isEmpty ? all : remote
        destinations = told.map(\.name).sorted()
        var worst: [String: UntoldDeficiency] = [:]
        for fault in Self.late(standing, told, settings.minutesAhead, at: now) + Self.givenUp(standing) where !standing.knows(fault) {
            if worst[fault.destination].map(fault.isWorse) ?? true { worst[fault.destination] = fault }
        }
        faults = worst.values.sorted { $0.destination < $1.destination }
    }

    private static func late(
        _ standing: Standing, _ told: [ToldDestination], _ minutesAhead: Int, at now: Moment
    ) -> [UntoldDeficiency] {
        let start = standing.lives.last { $0.event == .start }?.at.wall
        let isResting = start.flatMap { now.since($0) }.map { $0 < rest } ?? false
        return standing.owed.values.flatMap { debt in
            told.filter { destination in
                let patience = Patience(quietHours: destination.quietHours, minutesAhead: minutesAhead)
                return debt.destinations.contains(destination.name) && patience.isSpent(on: debt.severity, since: debt.since, at: now)
            }.compactMap { destination in
                debt.deficiency.map { number in
                    var fault = UntoldDeficiency(number, to: destination.name, since: debt.since, severity: debt.severity)
                    fault.isResting = isResting
                    return fault
                }
            }
        }
    }

    private static func givenUp(_ standing: Standing) -> [UntoldDeficiency] {
        standing.unheard.compactMap { number, unheard in
            standing.register[DeficiencyID(number: number)].map { deficiency in
                var fault = UntoldDeficiency(number, to: unheard.destination, since: unheard.at, severity: deficiency.finding.severity)
                fault.isGivenUp = true
                return fault
            }
        }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("destinations", &destinations)
        try form.field("faults", &faults)
        try form.field("unread", &unread)
    }
}

/// A deficiency that a destination was not told of in time.
struct UntoldDeficiency: RecordedObject, Hashable, Sendable {
    var deficiency: Int64 = 0
    var destination = ""
    var isGivenUp = false
    /// Whether the monitor has just started, and may be about to tell it.
    var isResting = false
    var severity = Severity.low
    /// Since when it is owed, or when it was given up.
    var since = Moment(nanoseconds: 0)

    init() {}

    init(_ deficiency: Int64, to destination: String, since: Moment, severity: Severity) {
        (self.deficiency, self.destination, self.since, self.severity) = (deficiency, destination, since, severity)
    }

    func isWorse(than other: UntoldDeficiency) -> Bool {
        if isGivenUp != other.isGivenUp { return isGivenUp }
        if severity != other.severity { return severity > other.severity }
        return (since, deficiency) < (other.since, other.deficiency)
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("deficiency", &deficiency)
        try form.field("destination", &destination)
        try form.field("given_up", &isGivenUp)
        try form.field("resting", &isResting)
        try form.word("severity", &severity)
        try form.nanoseconds("since_ns", &since)
    }
}

extension Standing {
    /// Whether somebody has said that he knows of it.
    fileprivate func knows(_ fault: UntoldDeficiency) -> Bool {
        register[DeficiencyID(number: fault.deficiency)]?.acknowledgement != nil
    }
}
