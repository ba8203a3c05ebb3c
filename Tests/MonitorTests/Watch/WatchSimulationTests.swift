import Controls
import Foundation
import Ledger
import Notices
import ProbeKit
import Testing

@testable import Monitor

/// The whole monitor in one process, on a host on which everything goes wrong.
struct WatchSimulationTests {
    /// A few bad days usually; `make soak` lives through ninety, with 500 faults, for one seed in a hundred of what it asks for.
    private static let asked = ProcessInfo.processInfo.environment["SOC2D_SIMULATIONS"].flatMap { UInt64($0) }
    private static let seeds = asked.map { max(1, $0 / 100) } ?? 2
    private static let days: Int64 = asked == nil ? 3 : 90
    private static let faults = asked == nil ? 50 : 500

    private func lived(_ seed: UInt64, days: Int64 = 1, faults: Int = 20) throws -> WatchedHost {
        let host = try WatchedHost(seed: seed)
        try host.live(for: .days(days), faults: faults)
        return host
    }

    @Test(arguments: 1...seeds)
    func `after bad days the ledger is whole and complete, and people know what they should`(seed: UInt64) throws {
        let host = try lived(seed, days: Self.days, faults: Self.faults)
        #expect(host.complaints.isEmpty, "seed \(seed)")
        let reader = try host.reader()
        let history = try LedgerHistory(reader)
        let verdict = EvidenceVerification.integrity(of: reader, keys: [try host.key().verifier])
        #expect(verdict == .verified(try #require(host.head), unsigned: 0), "seed \(seed)")
        let report = try LedgerReplay(of: reader).completeness.get()
        #expect(report.verdict == .reconciled, "seed \(seed): \(report.grounds)")
        #expect(report.pending == 0, "seed \(seed): \(report.grounds)")
        let (seen, right, wrong) = history.agreement(with: host.truth, booted: host.booted)
        #expect(
            right * 100 >= seen * 99, "seed \(seed): \(right) of \(seen) classes are right; \(wrong.prefix(20).joined(separator: "\n"))")
        #expect(history.complaints == [], "seed \(seed)")
        #expect(history.executions > 100 && history.openings > 5, "seed \(seed): little happened")
    }

    @Test func `the same seed makes the same leaves`() throws {
        let (first, second) = (try lived(3), try lived(3))
        #expect(first.head == second.head)
        #expect(try LedgerHistory(first.reader()).leaves == LedgerHistory(second.reader()).leaves)
    }

    @Test(arguments: [4, 5] as [UInt64])
    func `a copy with what came after it is the same as a replay, and as what the monitor has`(seed: UInt64) throws {
        let host = try lived(seed)
        let reader = try host.reader()
        var replayed = Standing()
        try replayed.follow(reader)
        let live = try #require(host.watch).standing
        #expect(try live.canonicalJSON() == replayed.canonicalJSON(), "seed \(seed)")
        #expect(try Standing.read(from: reader).canonicalJSON() == replayed.canonicalJSON(), "seed \(seed)")
    }
}
