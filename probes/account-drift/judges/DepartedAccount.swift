import Controls
import ProbeKit

extension AccountDriftProbe {
    /// Of everybody who left, nothing may be there once the window is over.
    func judgeDepartures(_ evidence: AccountDriftEvidence, against baseline: AccountDriftEvidence?, into results: inout Results) {
        guard let seen = evidence.departures else {
            return results.add(
                CheckResult(
                    .departedAccount, subject: "host", .inconclusive(.notConfigured), required: "a list of who left",
                    observed: "no DepartureRoster= names one"))
        }
        for roster in seen.rosters {
            if let obstacle = roster.file.obstacle(olderThan: settings.rosterMaximumAge) {
                results.add(obstacle.result(.departedAccount, required: "a list of who left that can be used"))
            }
            if let document = roster.file.document { results.rely(on: document) }
        }
        let judge = DepartureJudge(settings, evidence, seen, baseline: baseline)
        for person in judge.people { results.add(judge.judged(person)) }
        results.addIfEmpty(.departedAccount, observed: "nobody has left, as the list says")
    }
}

/// Judges what is still there of people who left.
private struct DepartureJudge {
    /// Everything that the rosters say of one person.
    struct Person {
        /// With all accounts and keys, and the last time.
        var departure: Departure
        var sources: [Source] = []
        /// What rosters say it, and who signed them.
        var rosters: [String] = []
        /// That each roster which names the person is too old; nil where one is not.
        var age: Unread?
    }

    private let seen: DeparturesSeen
    private let window: TimeSpan
    private let leftovers: Leftovers
    private let approved: ApprovedNames
    /// What could not be seen of the host, and what of its keys.
    private let gaps: [Unread]
    private let keyGaps: [Unread]
    private(set) var people: [Person] = []

    /// How many things are named.
    private static let named = 20

    init(_ settings: AccountDriftSettings, _ evidence: AccountDriftEvidence, _ seen: DeparturesSeen, baseline: AccountDriftEvidence?) {
        self.seen = seen
        window = settings.departureWindow
        let departures = seen.rosters.flatMap(\.departures)
        leftovers = Leftovers(of: departures, in: evidence, seen, baseline: baseline, settings)
        approved = ApprovedNames(settings, evidence.rosters ?? [])
        let bad = evidence.grants.badLines.map { Unread($0.path, .parseError, $0.text, line: $0.lines.first) }
        gaps = Self.gaps(evidence, settings) + evidence.grants.unread + bad + seen.unread
        keyGaps = evidence.keys.unread
        people = Self.people(seen.rosters, olderThan: settings.rosterMaximumAge)
    }

    private static func gaps(_ evidence: AccountDriftEvidence, _ settings: AccountDriftSettings) -> [Unread] {
        AccountDriftProbe.incompleteSources(evidence.accounts, ["passwd", "group", "sudoers"], .departedAccount, settings).compactMap {
            guard case .inconclusive(let reason) = $0.verdict else { return nil }
            return Unread($0.sources.first?.path ?? "", reason, $0.observed, line: $0.sources.first?.line)
        }
    }

    /// One entry a person, in the order in which they are first named. Who came back and left again has left the last time.
    private static func people(_ rosters: [DepartureRoster], olderThan limit: TimeSpan) -> [Person] {
        var people: [Person] = []
        // A person may stand in thousands of sections: each set is made once.
        var collected: [(accounts: [String], keys: [String])] = []
        var places: [String: Int] = [:]
        for roster in rosters {
            let age = roster.file.age(over: limit)
            let words = roster.file.path + (roster.file.seal?.note.map { ", \($0.text)" } ?? "")
            for departure in roster.departures {
                let place = places[departure.person] ?? people.count
                if place == people.count {
                    places[departure.person] = place
                    people.append(Person(departure: departure, age: age))
                    collected.append(([], []))
                }
                collected[place].accounts += departure.accounts
                collected[place].keys += departure.keys
                people[place].departure.leftAt = max(people[place].departure.leftAt, departure.leftAt)
                if age == nil { people[place].age = nil }
                if !people[place].rosters.contains(words) { people[place].rosters.append(words) }
                people[place].sources.append(Source(roster.file.path, line: departure.line))
            }
        }
        for (place, all) in collected.enumerated() {
            people[place].departure.accounts = Set(all.accounts).sorted()
            people[place].departure.keys = Set(all.keys).sorted()
        }
        return people
    }

    func judged(_ person: Person) -> CheckResult {
        let left = Moment(seconds: person.departure.leftAt)
        let deadline = left.adding(window)
        var result = CheckResult(
            .departedAccount, subject: person.departure.person, .pass, required: "nothing left \(window) after somebody left",
            sources: person.sources)
        result.observed = "left \(left.rfc3339) (\(person.rosters.joined(separator: "; ")))"
        if Moment(seconds: seen.now) < deadline {
            result.observed += "; until \(deadline.rfc3339) something may be there"
            return result
        }
        decide(&result, person)
        if result.sources.count > Self.named { result.sources.removeLast(result.sources.count - Self.named) }
        return result
    }

    private func decide(_ result: inout CheckResult, _ person: Person) {
        let items = leftovers.items(of: person.departure)
        guard items.isEmpty else {
            result.verdict = .fail(.unexpected)
            let more = items.count > Self.named ? ", and \(items.count - Self.named) more" : ""
            result.observed += "; still there: \(items.prefix(Self.named).map(\.words).joined(separator: ", "))\(more)"
            result.sources = items.map(\.source) + result.sources
            result.notes = person.departure.accounts.filter { leftovers.present.contains($0) && approved.contains($0) }.map {
                Note(.attention, "\($0) is approved too; whoever has the name now, take it from the list of who left")
            }
            return
        }
        let isGone = person.departure.accounts.allSatisfy { !leftovers.present.contains($0) }
        if let doubt = doubt(about: person) {
            result.verdict = .inconclusive(doubt.reason)
            result.observed += "; nothing was found, but not everything is known: \(doubt.path): \(doubt.text)"
            result.sources.append(Source(doubt.path, line: doubt.line))
        } else if seen.processes == nil {
            result.verdict = .inconclusive(.notObservableUnderRoot)
            result.observed += "; no file shows anything, but files do not show processes"
        } else {
            result.verdict = isGone ? .pass(.subjectAbsent) : .pass
            result.observed += isGone ? "; nothing is there any more" : "; no way in and nothing that runs"
        }
    }

    /// The first reason why a person about whom nothing was found may have left something.
    private func doubt(about person: Person) -> Unread? {
        let departure = person.departure
        let needsKeys = !departure.keys.isEmpty || departure.accounts.contains { leftovers.alive.contains($0) }
        return gaps.first ?? (needsKeys ? keyGaps.first : nil) ?? departure.accounts.lazy.compactMap { leftovers.doubts[$0] }.first
            ?? person.age
    }
}
