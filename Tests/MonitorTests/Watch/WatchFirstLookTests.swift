import Controls
import Ledger
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// Nobody waits for a slot to see what a probe has to say.
struct WatchFirstLookTests {
    private let host: WatchedHost
    private let probes = ["account-drift", "backup-freshness", "open-ports", "password-policy"]

    init() throws { host = try WatchedHost(seed: 6) }

    private func pass(_ span: TimeSpan) throws { try host.pass(to: host.host.now + span.nanoseconds) }

    private func reload() throws {
        try host.happen(.asked(ControlRequest(.reload), by: Peer(user: 0, userName: "root", login: "alice"), ticket: 9))
        #expect(host.answers[9]?.isDone == true)
    }

    /// The executions that are kept, by whether they were first looks.
    private func executions() throws -> (looks: [KeptExecution], slots: [KeptExecution]) {
        var found: [KeptExecution] = []
        try host.reader().entries { entry throws(LedgerFailure) in
            if case .execution(let execution, changes: _) = entry { found.append(execution) }
        }
        return (found.filter { $0.times.trigger == .firstLook }, found.filter { $0.times.trigger == nil })
    }

    /// Lives on until everything was due several times, and reads the account of it.
    private func expectReconciled() throws {
        try pass(.hours(7))
        try host.settle()
        let report = try CompletenessVerification.report(of: host.reader())
        #expect(report.verdict == .reconciled && report.residual == 0 && report.pending == 0, "\(report.grounds)")
        #expect(report.completeness.unpromised == 0 && report.completeness.doubled == 0)
        #expect(report.completeness.checks["password-policy.minimum-length"]?.onTime ?? 0 >= 6)
        #expect(host.complaints.isEmpty)
    }

    @Test func `a first start sees every probe at once, with all its checks, and people are told`() throws {
        host.world.set("password-policy.maximum-age", "login.defs", .bad)
        try host.start()
        #expect(host.watch?.running.count == 3, "no more than there are places")
        try pass(.seconds(6))
        let (looks, slots) = try executions()
        #expect(looks.map(\.procedure.probe).sorted() == probes && slots.isEmpty)
        let checks = SampleProbes.all.flatMap(\.manifest.checks).map(\.id)
        #expect(Set(looks.flatMap(\.checks).map(\.test.check)) == Set(checks))
        #expect(host.told.map(\.notice.kind) == [.opened])
        let standing = try #require(host.watch?.standing)
        #expect(standing.accounted.isEmpty && standing.lastObserved.keys.sorted() == probes)
        #expect(Set(standing.judged.keys) == Set(checks) && standing.register.open.count == 1)
        try expectReconciled()
        #expect(try executions().looks.count == 4)
    }

    @Test func `a restart looks again only where nothing was seen`() throws {
        host.crashing["backup-freshness"] = 1
        try host.start()
        try pass(.seconds(6))
        try host.end(.stopped)
        try host.start()
        #expect(host.watch.map { Array($0.running.keys) } == ["backup-freshness"])
        try pass(.seconds(6))
        try host.end(.stopped)
        try host.start()
        #expect(host.watch?.running.isEmpty == true)
        #expect(try executions().looks.count == 5)
        try expectReconciled()
    }

    @Test func `a monitor that dies during its first looks looks again`() throws {
        try host.start()
        host.kill()
        try pass(.seconds(10))
        #expect(try executions().looks.isEmpty)
        try host.start()
        try pass(.seconds(6))
        #expect(try executions().looks.map(\.procedure.probe).sorted() == probes)
        try expectReconciled()
    }

    @Test func `a probe that a reload adds is looked at, and no other`() throws {
        host.files = SampleConfiguration.other
        try host.start()
        try pass(.seconds(6))
        #expect(try executions().looks.count == 3)
        host.files = SampleConfiguration.usual
        try reload()
        #expect(host.watch.map { Array($0.running.keys) } == ["password-policy"])
        try pass(.seconds(6))
        let (looks, _) = try executions()
        #expect(looks.last?.procedure.probe == "password-policy" && looks.count == 4)
        host.files = SampleConfiguration.other
        try reload()
        host.files = SampleConfiguration.usual
        try reload()
        #expect(host.watch?.running.isEmpty == true, "it was seen before")
        try expectReconciled()
    }

    @Test func `a first look that cannot be kept is given up without a slot that counts as missed`() throws {
        host.files = [SampleConfiguration.control("open-ports", "NET-03", "Every=1m")]
        // More than there is room for in the pages that the file has.
        for port in 1...1000 { host.world.set("open-ports.unexpected-listener", "tcp/\(port)", .good) }
        try host.start()
        host.watch?.daybook = Daybook(executionLimit: 3)
        try host.disk(full: true)
        try pass(.minutes(10))
        try host.disk(full: false)
        try pass(.minutes(1))
        try host.settle()
        #expect(try executions().looks.isEmpty)
        let report = try CompletenessVerification.report(of: host.reader())
        #expect(report.verdict == .reconciled && report.completeness.unpromised == 0, "\(report.grounds)")
        #expect(host.complaints.isEmpty)
    }
}
