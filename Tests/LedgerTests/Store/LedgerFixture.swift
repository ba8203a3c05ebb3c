import Controls
import Foundation
import ProbeKit
import Testing

@testable import Ledger

/// A directory with a ledger, and a host that is looked at again and again.
final class LedgerFixture {
    let directory: String
    let origin: LogName
    let key: LogKey
    let hasher: TreeHasher
    var host = ObservedHost()

    var path: String { "\(directory)/ledger" }
    var keys: [VerifierKey] { [key.verifier] }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "soc2d-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        origin = try #require(LogName("soc2d.example.com/host-a"))
        key = try LogFixture.key(origin, 1)
        hasher = try TreeHasher()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func writer() throws -> LedgerWriter { try LedgerWriter(path, host: "host-a", hasher: hasher, random: KernelRandom()) }

    func reader() throws -> LedgerReader { try LedgerReader(path, hasher: hasher) }

    func verdict(anchors: [RememberedCheckpoint] = []) throws -> IntegrityVerdict {
        EvidenceVerification.integrity(of: try reader(), keys: keys, anchors: anchors)
    }

    /// Writes some cycles and signs the last.
    @discardableResult func fill(cycles: Int) throws -> SignedCheckpoint {
        let writer = try writer()
        for _ in 0..<cycles { try writer.commit(host.look(writer.nextExecution)) }
        return try sign(writer)
    }

    func sign(_ writer: LedgerWriter, remembering places: [RememberedCheckpoint] = []) throws -> SignedCheckpoint {
        switch try writer.sign(as: origin, by: [key], remembering: places) {
        case .signed(let signed): return signed
        case .refused(let fork): throw Refused(fork: fork)
        }
    }

    struct Refused: Error { let fork: SigningDecision.Fork }

    /// Puts other bytes into one column of one row, behind the ledger's back.
    func put(_ bytes: [UInt8], in column: String, of table: String, where row: String) throws {
        try Database(path, for: .writing).run("UPDATE \(table) SET \(column) = ?1 WHERE \(row)", .blob(bytes))
    }

    /// Changes the file behind the ledger's back.
    func tamper(_ statements: String...) throws {
        let database = try Database(path, for: .writing)
        try database.run("PRAGMA foreign_keys=OFF")
        for statement in statements { try database.run(statement) }
    }
}
