import Controls
import Foundation
import Testing

@testable import Monitor

/// The whole monitor in one process, where everything goes wrong on the way to people too.
struct DeliverySimulationTests {
    /// `make soak` asks for thousands.
    private static let seeds = ProcessInfo.processInfo.environment["SOC2D_SIMULATIONS"].flatMap { UInt64($0) } ?? 24

    @Test(arguments: 1...seeds)
    func `everybody hears the newest of everything, in order, and twice only what a crash left in doubt`(seed: UInt64) throws {
        let host = try WatchedHost(seed: seed)
        try host.correspond(for: .hours(8), faults: 24)
        let receivers = try #require(host.receivers)
        let history = try DeliveryHistory(host.reader(), receivers)
        let standing = try Standing.read(from: host.reader())
        #expect(host.complaints == [], "seed \(seed)")
        #expect(history.complaints == [], "seed \(seed)")
        #expect(standing.owed.isEmpty, "seed \(seed): \(standing.owed)")
        for destination in WatchedHost.steady {
            #expect(history.disagreements(of: destination, with: standing.telling) == [], "seed \(seed)")
        }
        #expect(history.delivered > 5, "seed \(seed): little was told")
    }
}
