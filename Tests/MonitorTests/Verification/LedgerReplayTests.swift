import Controls
import LinuxHost
import ProbeKit
import Testing

@testable import Ledger
@testable import Monitor

/// What a ledger comes to, where it is whole and where it is not.
struct LedgerReplayTests {
    private static let seeds: ClosedRange<UInt64> = 1...6

    private func host(seed: UInt64, cycles: Int = 60) throws -> KeptHost {
        let host = try KeptHost(seed: seed)
        try host.live(cycles: cycles)
        return host
    }

    private func tamper(_ host: KeptHost, _ statements: String...) throws {
        let database = host.writer.reader.database
        try database.run("PRAGMA foreign_keys=OFF")
        for statement in statements { try database.run(statement) }
    }

    private func broken(_ host: KeptHost) throws -> String? { try LedgerReplay(of: host.reader()).broken.map { "\($0)" } }

    /// The number of leaves, one row and its leaf.
    private func number(_ host: KeptHost, _ sql: String) throws -> Int64 {
        try #require(try Database(host.path, for: .reading).integer(sql))
    }

    // MARK: Verification

    @Test(arguments: seeds)
    func `what a monitor wrote can be replayed, and its copy is what the replay comes to`(seed: UInt64) throws {
        let host = try host(seed: seed)
        #expect(try broken(host) == nil, "seed \(seed)")
        try host.keepCopy()
        try host.live(cycles: 20)
        #expect(try broken(host) == nil, "seed \(seed)")
    }

    @Test func `signed records that do not follow each other break a ledger, and the leaf is named`() throws {
        let drafts: [(inout Cycle) throws -> Void] = [
            { $0.changes = [.notified(DeficiencyID(number: 4000), Moment(seconds: 1))] },
            { $0.missed = [Array("{}".utf8)] },
            { $0.leaves = [try Cycle.LeafDraft(.waiver, ConfigurationRecord())] },
        ]
        for (number, draft) in drafts.enumerated() {
            let host = try host(seed: 7)
            let leaf = host.standing.size
            var cycle = Cycle(at: LeafMoment(.at(1)))
            try draft(&cycle)
            try host.writer.commit(cycle)
            let origin = try #require(LogName("soc2d.example.com/host-a"))
            let key = try LogKey(origin, seed: KeySeed.drawn(from: KernelRandom()))
            _ = try host.writer.sign(as: origin, by: [key], remembering: [])
            let report = EvidenceVerification.report(of: try host.reader(), keys: [key.verifier])
            guard case .verified = report.verdict else {
                Issue.record("\(number): \(report.verdict)")
                continue
            }
            let whole = report.with(try LedgerReplay(of: host.reader()).broken)
            #expect("\(whole)".hasPrefix("broken at seq \(leaf) (the replay: "), "\(number): \(whole)")
            #expect(whole.limit == nil && whole.unanchoredSince == nil)
        }
    }

    @Test func `a copy that a leaf names and that is another than the replay breaks a ledger`() throws {
        let host = try host(seed: 4)
        var other = host.standing
        other.genesis?.hostName = "from the copy"
        let leaf = host.standing.size
        try host.keepCopy(other)
        #expect(try broken(host) == "broken at seq \(leaf) (the kept copy of the standing: is not what the leaves before it come to)")
    }

    @Test func `a copy of another version of this program is passed over`() throws {
        let host = try host(seed: 5)
        let text = String(decoding: try host.standing.canonicalJSON(), as: UTF8.self)
        let other = text.replacing(#""format":8"#, with: #""format":1"#)
        #expect(other != text)
        try host.keepCopy(KeptHost.Copy(Array(other.utf8)))
        #expect(try broken(host) == nil)
    }

    @Test(arguments: [
        "UPDATE standings SET copy = CAST(replace(CAST(copy AS TEXT), 'soc2d.example.com', 'evil2.example.com') AS BLOB)",
        "UPDATE standings SET copy = x'00'", "UPDATE standings SET size = size - 1", "UPDATE standings SET size = 9223372036854775807",
        "INSERT INTO standings SELECT size + 1000, piece, copy FROM standings",
    ])
    func `a copy that was changed by hand is not gone on from, and verification says so`(change: String) throws {
        let host = try host(seed: 6)
        try host.keepCopy()
        try host.live(cycles: 5)
        try tamper(host, change)
        #expect(try Standing.read(from: host.reader()) == host.standing)
        #expect(try broken(host)?.contains("the kept copy of the standing") == true)
    }

    // MARK: Salvage

    @Test(arguments: seeds)
    func `a ledger that is whole is salvaged as it is read`(seed: UInt64) throws {
        let host = try host(seed: seed)
        try host.keepCopy()
        try host.live(cycles: 20)
        let salvage = try Standing.salvaged(from: host.reader())
        #expect(salvage.damage == nil && salvage.fold == host.standing, "seed \(seed)")
        #expect(try DeficiencyHistory.salvaged(from: host.reader()).damage == nil, "seed \(seed)")
    }

    @Test(arguments: ["missed", "changes", "outbox", "deliveries"])
    func `behind a damaged row the rest is shown, and the leaf that lists it is named`(table: String) throws {
        for seed in Self.seeds {
            let host = try host(seed: seed, cycles: 120)
            let row = try number(host, "SELECT count(*) / 2 + \(seed) FROM \(table)")
            let leaf = try number(host, "SELECT leaf FROM \(table) WHERE number = \(row)")
            try tamper(host, "UPDATE \(table) SET leaf = leaf + 1 WHERE number = \(row)")
            let salvage = try Standing.salvaged(from: host.reader())
            #expect(salvage.damage?.leaf == leaf && salvage.fold.size == host.standing.size, "seed \(seed): \(salvage.damage as Any)")
            #expect(throws: LedgerFailure.self) { try Standing.read(from: host.reader()) }
            #expect(try LedgerReplay(of: host.reader()).completeness.isFailure)
            #expect(try broken(host)?.hasPrefix("broken at seq \(leaf) (") == true)
            let newest = try #require(host.standing.register.open.last)
            #expect(salvage.fold.register[newest.id]?.subject == newest.subject, "seed \(seed)")
            #expect(try DeficiencyHistory.salvaged(from: host.reader()).damage?.leaf == leaf)
        }
    }

    @Test func `without an execution, its results, or a leaf the rest is shown too`() throws {
        for change in [
            "UPDATE shared SET record = x'00' WHERE id = (SELECT results FROM executions WHERE number = 9)",
            "UPDATE executions SET leaf = leaf + 1 WHERE number = 9", "DELETE FROM leaves WHERE seq = 30",
            "UPDATE leaves SET bytes = x'00' WHERE seq = 30",
        ] {
            let host = try host(seed: 8, cycles: 120)
            try tamper(host, change)
            let salvage = try Standing.salvaged(from: host.reader())
            #expect(salvage.damage != nil && salvage.fold.plans.last == host.standing.plans.last, "\(change)")
            let newest = try #require(host.standing.register.open.last)
            #expect(salvage.fold.register[newest.id] != nil, "\(change)")
        }
    }
}

extension Result {
    fileprivate var isFailure: Bool {
        switch self {
        case .success: false
        case .failure: true
        }
    }
}
