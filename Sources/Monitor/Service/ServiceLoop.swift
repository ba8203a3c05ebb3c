internal import Controls
internal import LinuxHost
internal import Ledger
internal import Logging
internal import Notices
internal import ProbeKit
internal import Systemd

/// The loop of the service: one call after the other goes to the watch, and what the watch wants is done. It wakes when something happens,
/// when the watch has asked for it, and when the service manager waits for a sign; for no other reason.
final class ServiceLoop {
    private let orders: ServiceOrders
    private let watch: Watch
    private let bootID: String
    private let events: HostEvents
    private let journal: JournalDestination
    private let post: Post
    private let manager: NotifySocket
    private let logger: Logger
    private let calls: Calls
    private let remembered: RememberedPlaces
    private var children = ProbeChildren()
    /// When children that still run are killed, since the monitor ends.
    private var curfew: BootTime?
    private var isFinished = false
    private var status = ""
    /// Why checkpoints could not be kept beside the ledger, as it was logged last.
    private var unkept: Set<String> = []
    /// When a checkpoint last went to the journal.
    private var journaled: BootTime?
    /// When freed memory was last given back.
    private var trimmed: BootTime?
    /// When the service manager last had its sign.
    private var signed: BootTime?

    /// Children that run when the monitor is to end may take so long to get done.
    private static let graceOfChildren = TimeSpan.seconds(4)
    /// How often the journal is told a checkpoint.
    private static let journalEvery = TimeSpan.hours(1)

    init(
        _ orders: ServiceOrders, watch: Watch, bootID: String, events: HostEvents, calls: Calls, journal: JournalDestination,
        manager: NotifySocket, logger: Logger
    ) {
        self.orders = orders
        self.watch = watch
        self.bootID = bootID
        self.events = events
        self.journal = journal
        post = Post(orders.courier)
        self.manager = manager
        self.logger = logger
        self.calls = calls
        remembered = RememberedPlaces(orders)
    }

    private var now: ClockReading { HostHistory.reading(bootID: bootID) }

    /// Returns when the watch has finished.
    func run(first: [Effect], begun: () -> Void) {
        for effect in first { carryOut(effect) }
        manager.tell(.ready)
        logger.info("The monitor is ready.", metadata: ["version": "\(orders.version)", "state": "\(orders.places.state)"])
        begun()
        ThisProgram.giveBackCode()
        while !isFinished {
            sleep()
            for event in events.next() where !isFinished { take(event) }
            for call in calls.take() where !isFinished { take(call) }
        }
        logger.info("The monitor has ended in order.")
    }

    // MARK: Calls

    private func take(_ event: HostEvents.Event) {
        switch event {
        case .woke:
            for observed in children.givenUp(at: now) { handle(.observed(observed)) }
            handle(.woke)
        case .signalled(let arrival):
            switch arrival.kind {
            // The terminal is gone.
            case .reload where arrival.sender == .kernel: errand.explainEnd(arrival.sender)
            case .reload: errand.readConfiguration(orders.readConfiguration, ticket: nil)
            case .end: errand.explainEnd(arrival.sender)
            }
        case .asked(let packet, let process, let ticket):
            let events = events
            errand.understand(packet, by: process, ticket: ticket) { events.answer(ticket, Self.packet($0)) }
        }
    }

    private func take(_ call: Call) {
        switch call {
        case .ended(let observed, let child): if children.ended(observed.probe, child) { handle(.observed(observed)) }
        case .happened(let happening): handle(happening)
        }
    }

    private func handle(_ happening: Happening) {
        let now = now
        var isReload = false
        switch happening {
        case .configured(let configuration, let problems, _):
            isReload = true
            if problems.isEmpty { remark(on: configuration.monitor) }
            manager.tell(.reloading(since: now.boot.nanoseconds - now.asleep.nanoseconds))
        case .ending:
            manager.tell(.stopping)
            curfew = curfew ?? now.boot + Self.graceOfChildren
        case .woke, .observed, .told, .beaten, .asked: break
        }
        for effect in watch.handle(happening, at: now) { carryOut(effect) }
        if isReload { manager.tell(.ready, .status(status)) }
    }

    /// Where things are kept, and how many run at once, stays as it is until the next start.
    private func remark(on settings: MonitorSettings) {
        let now = orders.configuration.monitor
        let same = [
            ("StateDirectory", orders.isTrial || settings.stateDirectory == now.stateDirectory), ("Origin", settings.origin == now.origin),
            ("ParallelProbes", settings.parallelProbes == now.parallelProbes),
        ]
        for (key, isSame) in same where !isSame {
            logger.notice("A setting was changed that counts from the next start on.", metadata: ["key": "\(key)"])
        }
    }

    private var errand: Errand { Errand(calls: calls) }

    /// Whatever is due is done now; sets the alarm for what is next, and tells the service manager that it goes on.
    private func sleep() {
        let now = now
        if let curfew, curfew <= now.boot { children.cancel() }
        let next = watch.nextWake
        // A watch that still has something to do has not done what was due.
        if let period = manager.watchdog, next.map({ $0 > now.boot }) ?? true {
            manager.tell(.alive)
            signed = now.boot + TimeSpan(nanoseconds: period / 2)
        }
        let pending = curfew.flatMap { $0 > now.boot ? $0 : nil }
        events.wake(at: [next, children.nextEnd, pending, signed].compactMap(\.self).min()?.nanoseconds)
    }

    // MARK: Effects

    private func carryOut(_ effect: Effect) {
        switch effect {
        case .observe(let probe, let request, let deadline): observe(probe, request, deadline)
        case .tell(let sending): journal.take(sending)
        case .mail(let letter): post.take(letter) { [calls] in calls.put(.happened(.told($0))) }
        case .beat(let heartbeat): beat(heartbeat)
        case .answer(let answer, let ticket): events.answer(ticket, Self.packet(answer))
        case .readConfiguration(let ticket): errand.readConfiguration(orders.readConfiguration, ticket: ticket)
        case .remember(let signed): remember(signed)
        case .status(let text): tell(status: text)
        case .log(let line): log(line)
        case .abandon(let failure): abandon(failure)
        case .finish: isFinished = true
        }
    }

    private func beat(_ heartbeat: Heartbeat) {
        let (post, calls, name) = (post, calls, heartbeat.destination.name)
        let send = { @Sendable in calls.put(.happened(.beaten(name, post.signal(heartbeat)))) }
        if !WorkThread.start(send) { calls.put(.happened(.beaten(name, .transient("no thread could be started")))) }
    }

    private func observe(_ probe: String, _ request: ProbeRequest, _ deadline: Duration) {
        let started = now
        let child = children.began(probe, deadline: deadline, at: started)
        let run = orders.runner.start(probe, request, deadline: deadline) { [calls] reply in
            calls.put(.ended(Happening.Observed(probe: probe, reply: reply, started: started), child: child))
        }
        children.keep(run, of: probe)
    }

    private func remember(_ checkpoint: SignedCheckpoint) {
        let problems = Set(remembered.remember(checkpoint).map(\.description))
        for problem in problems.subtracting(unkept).sorted() {
            logger.warning("Checkpoints cannot be kept beside the ledger.", metadata: ["reason": "\(problem)"])
        }
        if problems.isEmpty, !unkept.isEmpty { logger.notice("Checkpoints are kept beside the ledger again.") }
        unkept = problems
        let now = now.boot
        giveBackHeap(at: now)
        guard !orders.isTrial, journaled.map({ now - $0 >= Self.journalEvery }) ?? true else { return }
        journaled = now
        let text = RememberedPlaces.text(of: checkpoint.checkpoint)
        logger.info("The log was signed.", metadata: [RememberedPlaces.field: "\(text)"])
        ThisProgram.giveBackCode()
    }

    private func giveBackHeap(at now: BootTime) {
        guard trimmed.map({ now - $0 >= .seconds(1) }) ?? true else { return }
        trimmed = now
        ThisProgram.giveBackHeap()
    }

    private func tell(status text: String) {
        guard text != status else { return }
        status = text
        manager.tell(.status(text))
    }

    private func log(_ line: Effect.LogLine) {
        let level: Logger.Level =
            switch line.level {
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            }
        logger.log(level: level, "\(line.message)", metadata: line.fields.mapValues { "\($0)" })
    }

    private func abandon(_ failure: LedgerFailure) {
        logger.critical(
            "The ledger has failed; the process ends, so that a new one verifies what there is.", metadata: ["reason": "\(failure)"])
        manager.tell(.status("the ledger has failed: \(failure)"), .stalled)
        ThisProcess.endAtOnce(71)
    }

    private static func packet(_ answer: ControlAnswer) -> [UInt8] {
        if let bytes = try? answer.canonicalJSON(), bytes.count <= ControlAnswer.sizeLimit { return bytes }
        let short = answer.isDone ? ControlAnswer(done: answer.text) : ControlAnswer(refused: answer.text)
        return (try? short.canonicalJSON()) ?? []
    }
}
