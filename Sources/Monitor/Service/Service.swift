internal import Controls
package import LinuxHost
internal import Ledger
package import Logging
internal import ProbeKit
package import Systemd

/// `soc2d run`: takes up the ledger, and is the monitor until it is told to end.
package struct Service {
    private let orders: ServiceOrders
    private let manager: NotifySocket
    private let logger: Logger

    package init(_ orders: ServiceOrders, manager: NotifySocket, logger: Logger) {
        self.orders = orders
        self.manager = manager
        self.logger = logger
    }

    /// Returns once the monitor has ended in order.
    /// - Parameter begun: called when everything is ready.
    package func run(_ signals: ServiceSignals, begun: () -> Void) throws(ServiceRefusal) {
        manager.tell(.busy(TimeSpan.minutes(10).nanoseconds), .status("taking up the ledger"))
        try StateHouse(orders).prepare()
        for remark in SandboxRemark.ofThisProcess() {
            logger.warning(
                "The sandbox is not as the probes need it.",
                metadata: ["what": "\(remark.what)", "directive": "\(remark.directive)", "effect": "\(remark.effect)"])
        }
        let bootID = HostClocks.bootID
        let watch = try watch(bootID: bootID)
        let events: HostEvents
        do throws(ControlFailure) {
            let socket = ControlSocket(orders.places.socket)
            events = try HostEvents(signals: signals, control: socket, packetLimit: ControlRequest.sizeLimit)
        } catch { throw .control(error) }
        let calls = Calls(events)
        let journal = JournalDestination { calls.put(.happened(.told([$0]))) }
        let loop = ServiceLoop(
            orders, watch: watch, bootID: bootID, events: events, calls: calls, journal: journal, manager: manager, logger: logger)
        let first: [Effect]
        do throws(StartRefusal) { first = try watch.start(at: HostHistory.reading(bootID: bootID)) } catch { throw .start(error) }
        guard WorkThread.start({ journal.run() }) else { throw .noThread }
        loop.run(first: first, begun: begun)
        journal.stop()
    }

    private func watch(bootID: String) throws(ServiceRefusal) -> Watch {
        let origin = try orders.origin()
        let random = KernelRandom()
        let hasher: TreeHasher
        do throws(LibcryptoFailure) { hasher = try TreeHasher() } catch { throw .unusableKey("\(error)") }
        let (ledger, standing): (LedgerWriter, Standing)
        do throws(LedgerFailure) {
            ledger = try LedgerWriter(text(orders.places.ledger), host: orders.host.id, hasher: hasher, random: random)
            standing = try Standing.read(from: ledger.reader)
        } catch { throw .ledger(error) }
        let keys = LogKeyStore(credentials: ThisProcess.environment("CREDENTIALS_DIRECTORY"), path: text(orders.places.key))
        let key = try keys.key(of: origin, hasBegun: standing.size > 0, random: random)
        let (remembered, problems) = RememberedPlaces(orders).recall(origin)
        for problem in problems {
            logger.warning("A place that remembers checkpoints cannot be asked.", metadata: ["reason": "\(problem)"])
        }
        var duty = Duty(
            host: orders.host, codeDigest: ThisProgram.digest?.hexadecimal ?? "", version: orders.version, user: ThisProgram.user,
            probes: orders.probes, configuration: orders.configuration, origin: origin, remembered: remembered,
            boots: HostHistory.boots(bootID: bootID), places: orders.parallelProbes, sha256: { Digest.sha256($0) })
        duty.localMinute = { LocalTime.minute(of: $0) }
        duty.checkpointFiles = [orders.places.checkpoint, orders.places.volatileCheckpoint].map(text)
        return Watch(duty: duty, ledger: ledger, keys: [key], random: random, standing: standing)
    }

    private func text(_ path: HostPath) -> String { String(decoding: path.bytes, as: UTF8.self) }
}
