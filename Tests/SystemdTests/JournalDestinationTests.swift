import Foundation
import Notices
import Synchronization
import Systemd
import Testing

@Suite struct JournalDestinationTests {
    @Test func `what is read back is delivered, and only that`() async throws {
        let journald = try JournaldSocket()
        let desk = Desk(path: journald.path) { $0.contains("e1") ? ["e1"] : [] }
        #expect(await desk.handOver([1, 2]) == ["1 delivered", "2 may have arrived: journald took it, and does not show it"])
        #expect(journald.entries().map { $0.contains("SOC2D_EVENT_ID=e1") } == [true, false])
    }

    @Test func `an entry that shows up later is delivered`() async throws {
        let journald = try JournaldSocket()
        let looks = Mutex(0)
        let desk = Desk(path: journald.path) { ids in
            let look = looks.withLock { looks in
                looks += 1
                return looks
            }
            return look < 3 ? [] : Set(ids)
        }
        #expect(await desk.handOver([1, 2]) == ["1 delivered", "2 delivered"])
    }

    @Test func `what was handed over before and is there is not said twice`() async throws {
        let journald = try JournaldSocket()
        let desk = Desk(path: journald.path) { Set($0) }
        #expect(await desk.handOver([1, 2], attempt: 2) == ["1 delivered", "2 delivered"])
        #expect(journald.entries().isEmpty)
    }

    @Test func `without journald nothing is delivered, and nothing can have arrived`() async throws {
        let journald = try JournaldSocket()
        journald.hangUp()
        let desk = Desk(path: journald.path) { (_: [String]) throws(JournalFailure) in throw .absent }
        let why = "journald is not there: nobody reads its socket"
        #expect(await desk.handOver([1, 2], attempt: 2) == ["1 transient: \(why)", "2 transient: \(why)"])
    }

    @Test func `journald that reads nothing is waited for once, and not with every notice`() async throws {
        let journald = try JournaldSocket()
        let desk = Desk(path: journald.path) { _ in [] }
        let told = await desk.handOver(Array(1...3_000))
        let refused = told.filter { $0.hasSuffix("transient: journald does not read its socket") }.count
        let taken = told.filter { $0.contains("may have arrived") }.count
        #expect(refused > 0 && taken > 0 && refused + taken == 3_000)
        #expect(journald.entries().count == taken)
    }

    @Test func `a journal that may not be read proves nothing`() async throws {
        let journald = try JournaldSocket()
        let desk = Desk(path: journald.path) { (_: [String]) throws(JournalFailure) in throw .denied }
        let told = await desk.handOver([1])
        #expect(told.first?.hasPrefix("1 may have arrived: journald took it, and nobody knows") ?? false)
        #expect(told.first?.contains("systemd-journal") ?? false)
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["SOC2D_BOOTED"] != nil, "needs the Debian of Tests/Integration/units.py"))
    func `the journal of a booted host keeps a notice, with every field`() async throws {
        let eventID = String(UUID().uuidString.filter { $0 != "-" }.lowercased())
        let desk = Desk(path: JournalSocket.usualPath, pauses: JournalDestination.usualPauses, eventID: eventID) {
            ids throws(JournalFailure) in try JournalDestination.ownEntries(ids)
        }
        #expect(await desk.handOver([1]) == ["1 delivered"])
        #expect(try JournalDestination.ownEntries(["nothing"]).isEmpty)
        var kept: [String?] = []
        try Journal(hasUsers: true).newest(with: [("SOC2D_EVENT_ID", [eventID + "1"])]) { entry throws(JournalFailure) in
            for field in ["SOC2D_LEAF", "SYSLOG_IDENTIFIER", "PRIORITY", "_UID"] { kept.append(try entry.value(of: field)) }
            return true
        }
        #expect(kept == ["7", "soc2d", "5", String(getuid())])
    }
}

/// Hands notices to a journal, on a thread of its own.
private struct Desk {
    private let destination: JournalDestination
    private let deliveries: AsyncStream<Delivery>
    private let eventID: String

    init(
        path: String, pauses: [UInt32] = [0, 0, 0], eventID: String = "e",
        found: @escaping @Sendable ([String]) throws(JournalFailure) -> Set<String>
    ) {
        let (deliveries, continuation) = AsyncStream<Delivery>.makeStream()
        self.deliveries = deliveries
        self.eventID = eventID
        destination = JournalDestination(path: path, patience: 1, pauses: pauses, found: found) { continuation.yield($0) }
    }

    /// What came of each notice, in the order of their numbers.
    func handOver(_ numbers: [Int64], attempt: Int = 1) async -> [String] {
        for number in numbers {
            var notice = Notice()
            notice.eventID = eventID + String(number)
            notice.summary = "a test"
            destination.take(
                Sending(number: number, destination: "journal", notice: notice, attempt: attempt, leaf: 7, checkpoint: "test 8 root"))
        }
        Thread { [destination] in destination.run() }.start()
        var told: [Delivery] = []
        for await delivery in deliveries {
            told.append(delivery)
            if told.count == numbers.count { break }
        }
        destination.stop()
        return told.sorted { $0.number < $1.number }.map(words)
    }

    private func words(_ delivery: Delivery) -> String {
        switch delivery.outcome {
        case .delivered: "\(delivery.number) delivered"
        case .accepted(let words): "\(delivery.number) accepted: \(words)"
        case .transient(let why): "\(delivery.number) \(delivery.mayHaveArrived ? "may have arrived" : "transient"): \(why)"
        case .blocked(let why), .shut(let why): "\(delivery.number) blocked: \(why)"
        case .permanent(let why): "\(delivery.number) permanent: \(why)"
        }
    }
}
