package import Controls
package import ProbeKit
internal import Systemd

/// systemd, asked over its bus, and what it wrote into the journal.
///
/// Each question makes a connection of its own, so that questions may be asked on any thread.
package struct SystemdServices: ServiceManager {
    package init() {}

    package func service(_ unit: String) throws(ProbeFailure) -> ServiceState? {
        let name = try Self.name(unit)
        for _ in 1...3 {
            let reading = try Self.asking { bus throws(BusFailure) in
                try UnitReading(of: try bus.unit(name.description), bus)
            }
            if reading.isWhole { return reading.service }
        }
        throw ProbeFailure(.changedDuringRead, "\(name) went from one state to another while it was looked at, three times over")
    }

    package func timers(starting unit: String) throws(ProbeFailure) -> [TimerState] {
        let name = try Self.name(unit)
        return try Self.asking { bus throws(BusFailure) in
            let service = try bus.unit(name.description)
            let id = try bus.text("Id", "Unit", of: service)
            let loaded = try bus.texts("TriggeredBy", "Unit", of: service, limit: Self.timersLimit)
            // A timer that is installed but stopped is not loaded, so nothing knows yet what it starts.
            let names = Set(loaded + [name.usualTimer]).filter { UnitName($0)?.kind == .timer }
            var timers: [TimerState] = []
            for timer in names.sorted() {
                if let state = try TimerState(timer, starting: id, bus) { timers.append(state) }
            }
            return timers
        }
    }

    package func lastSuccess(of unit: String) throws(ProbeFailure) -> ServiceRun? {
        let name = try Self.name(unit)
        // The journal knows a unit by its own name, and not by those of links to it.
        let id = try? Self.asking { bus throws(BusFailure) in try bus.text("Id", "Unit", of: try bus.unit(name.description)) }
        let names = Set([name.description, id ?? name.description]).sorted()
        switch try Self.reading({ () throws(JournalFailure) in try JournalSearch(for: names).newestSuccess() }) {
        case .found(let run): return run
        case .nothing: return nil
        case .givenUp(let count): throw ProbeFailure(.limitExceeded, "none of the last \(count) messages about \(name) tells of a success")
        }
    }

    package func journalBeginning() throws(ProbeFailure) -> Moment? {
        try Self.reading { () throws(JournalFailure) in try Journal().beginning.flatMap { Moment(systemd: $0) } }
    }

    package func sessionHistory() throws(ProbeFailure) -> SessionHistory {
        try Self.reading { () throws(JournalFailure) in try SessionSearch().history() }
    }

    /// Nobody has more timers for one service.
    private static let timersLimit = 64

    private static func name(_ unit: String) throws(ProbeFailure) -> UnitName {
        guard let name = UnitName(unit), name.kind == .service else {
            throw ProbeFailure(
                .notConfigured, "“\(Subject.escaping(Array(unit.utf8)))” is no name of a service, as systemd.unit(5) allows it")
        }
        return name
    }

    private static func asking<Answer>(
        _ question: (borrowing ManagerBus) throws(BusFailure) -> Answer
    ) throws(ProbeFailure) -> Answer {
        do throws(BusFailure) { return try question(try ManagerBus()) } catch { throw ProbeFailure(error) }
    }

    private static func reading<Answer>(_ question: () throws(JournalFailure) -> Answer) throws(ProbeFailure) -> Answer {
        do throws(JournalFailure) { return try question() } catch { throw ProbeFailure(error) }
    }
}

extension ProbeFailure {
    fileprivate init(_ failure: BusFailure) {
        switch failure {
        case .absent:
            self.init(
                .notObservable,
                "no systemd answers, neither at /run/systemd/private nor on the message bus: it does not manage the services here")
        case .denied: self.init(.permissionDenied, "systemd may not be asked; run as root")
        case .late: self.init(.timeout, "systemd did not answer within \(ManagerBus.patienceSeconds) seconds")
        case .failed(let text): self.init(.toolFailed, "systemd could not be asked: \(Subject.escaping(Array(text.utf8)))")
        }
    }

    fileprivate init(_ failure: JournalFailure) {
        switch failure {
        case .absent: self.init(.notObservable, "there is no journal; Storage= in journald.conf says whether one is kept")
        case .denied: self.init(.permissionDenied, "the journal may not be read; run as root, or as a member of group systemd-journal")
        case .failed(let text): self.init(.unreadable, "the journal cannot be read: \(text)")
        }
    }
}
