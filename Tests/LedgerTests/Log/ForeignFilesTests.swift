import Foundation
import Testing

@testable import Ledger

/// Writes what verifiers that are not ours check: `Tests/Integration/log.py` names the directory.
@Suite struct ForeignFilesTests {
    private static let directory = ProcessInfo.processInfo.environment["SOC2D_LOG_FILES"]

    @Test(.enabled(if: directory != nil)) func `a log is written for verifiers of others`() throws {
        let log = try LogFixture(size: 1000)
        try write("checkpoint", log.signed(1000).note.bytes)
        try write("123.tlog-proof", log.proof(of: 123, in: 1000).bytes)
        try write("leaf", NaiveTree.leaf(123))
        try write("log.pem", [UInt8](log.keys[0].verifier.pem))
        try write("log.vkey", [UInt8](log.keys[0].verifier.description + "\n"))
        try write("epoch.vkey", [UInt8](log.keys[1].verifier.description + "\n"))
        try write("roots", [UInt8]((Array(1...20) + [1000]).map { "\($0) \(try log.tree($0).head().root)\n" }.joined()))
        try write("proofs", [UInt8](proofs(in: log).map { $0 + "\n" }.joined()))
    }

    /// `inclusion LEAF SIZE LEAFHASH ROOT HASH…` and `consistency FROM TO EARLIER LATER HASH…`.
    private func proofs(in log: LogFixture) throws -> [String] {
        let sizes = Array(1...40) + [255, 256, 257, 700, 1000]
        return try sizes.flatMap { size in
            let tree = log.tree(size)
            let root = try tree.head().root
            return try stride(from: 0, to: size, by: size > 40 ? 37 : 1).flatMap { part in
                let inclusion = try tree.inclusionProof(of: part)
                var lines = [
                    "inclusion \(part) \(size) \(log.leaves[part]) \(root) " + inclusion.hashes.map(\.base64).joined(separator: " ")
                ]
                if part > 0 {
                    let earlier = try log.tree(part).head().root
                    let hashes = try tree.consistencyProof(from: part).hashes
                    lines.append("consistency \(part) \(size) \(earlier) \(root) " + hashes.map(\.base64).joined(separator: " "))
                }
                return lines
            }
        }
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        let directory = try #require(Self.directory)
        try Data(bytes).write(to: URL(filePath: directory).appending(path: name))
    }
}
