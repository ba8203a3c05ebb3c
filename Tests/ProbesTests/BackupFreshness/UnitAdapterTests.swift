import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// A service as backup: what its last run says, and what the journal remembers.
struct UnitAdapterTests {
    private let unit = "backup.service"

    private func ran(_ result: String, status: Int32 = 0, hoursAgo: Int64 = 2) -> ServiceState {
        var state = ServiceState()
        state.loadState = "loaded"
        state.result = result
        state.mainStatus = status
        state.exited = Moment(seconds: BackupSample.now - hoursAgo * 3600)
        return state
    }

    private func run(hoursAgo: Int64, statuses: [Int32] = []) -> ServiceRun {
        ServiceRun(finished: Moment(seconds: BackupSample.now - hoursAgo * 3600), invocation: "ab", otherStatuses: statuses)
    }

    private func judge(_ services: FakeServices?, _ lines: String...) throws -> Results {
        var sample = BackupSample()
        sample.adapter = .unit
        sample.source = "backup"
        sample.lines = lines
        let host = Host(files: MemoryTree(), services: services, now: BackupSample.moment) { _ in [] }
        let probe = try sample.probe()
        var results = Results()
        probe.judge(try probe.observe(host, after: nil), against: nil, into: &results)
        return results
    }

    private func age(_ services: FakeServices?) throws -> CheckResult {
        try #require(try judge(services).of(BackupFreshnessProbe.age).first)
    }

    @Test func `a run that ended with success and status 0 is a backup, and an old one is stale`() throws {
        #expect(try age(FakeServices([unit: ran("success")])).verdict == .pass)
        #expect(try age(FakeServices([unit: ran("success", hoursAgo: 30)])).verdict == .fail(.stale))
    }

    @Test func `a failed run leaves the success before it, which the journal remembers`() throws {
        let failed = ran("exit-code", status: 1)
        let result = try age(FakeServices([unit: failed], successes: [unit: run(hoursAgo: 20)]))
        #expect(result.verdict == .pass && result.notes.contains { $0.text.contains("it ended with exit-code, status 1") })
        #expect(try age(FakeServices([unit: failed], successes: [unit: run(hoursAgo: 50)])).verdict == .fail(.stale))
        #expect(try age(FakeServices([unit: failed])).verdict == .fail(.missing))
    }

    @Test func `a status that SuccessExitStatus= allows is no complete backup`() throws {
        #expect(try age(FakeServices([unit: ran("success", status: 3)])).verdict == .fail(.missing))
        #expect(
            try age(FakeServices([unit: ServiceState()], successes: [unit: run(hoursAgo: 3, statuses: [3])])).verdict == .fail(.missing))
        var state = ServiceState()
        state.successStatuses = [0, 3]
        let remembered = FakeServices([unit: state], successes: [unit: run(hoursAgo: 3)])
        #expect(try age(remembered).verdict == .inconclusive(.notObservable))
    }

    @Test func `a journal that begins too late, or is empty, does not show that there was no success`() throws {
        let short = FakeServices([unit: ServiceState()], beginning: Moment(seconds: BackupSample.now - 3600))
        #expect(try age(short).verdict == .inconclusive(.insufficientHistory))
        #expect(try age(FakeServices([unit: ServiceState()], beginning: nil)).verdict == .inconclusive(.insufficientHistory))
    }

    @Test func `a unit that is not there is no backup, and one that never ran neither, whatever its timer says`() throws {
        #expect(try age(FakeServices()).verdict == .fail(.missing))
        let timer = TimerState(unit: "backup.timer", isActive: true, hasNextElapse: false, lastTrigger: BackupSample.moment)
        let result = try age(FakeServices([unit: ServiceState()], timers: [unit: [timer]]))
        #expect(result.verdict == .fail(.missing) && result.notes.contains { $0.text.contains("never elapses again") })
    }

    @Test func `without the journal a failed run is inconclusive, and without a service manager everything is`() throws {
        let refused = ProbeFailure(.permissionDenied, "the journal may not be read")
        #expect(
            try age(FakeServices([unit: ran("exit-code", status: 1)], journalFailure: refused)).verdict == .inconclusive(.permissionDenied))
        #expect(try age(FakeServices([unit: ran("success")], journalFailure: refused)).verdict == .pass)
        #expect(try age(nil).verdict == .inconclusive(.notObservableUnderRoot))
    }

    @Test func `what a service cannot show is not observable`() throws {
        let results = try judge(FakeServices([unit: ran("success")]), "Repository=sftp:vault:/srv")
        for check in [BackupFreshnessProbe.retention, BackupFreshnessProbe.encryption] {
            #expect(results.of(check, subject: "db") == .inconclusive(.notObservable))
        }
        #expect(results.of(BackupFreshnessProbe.offsiteCopy, subject: "db")?.outcome != .pass)
    }
}
