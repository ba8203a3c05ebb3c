import Controls
import Foundation
import ProbeKit
import Testing

@testable import Ledger

/// A write that fails, in a process of its own: the kernel refuses to let the write-ahead log grow, RLIMIT_FSIZE in setrlimit(2).
@Suite struct FailingDiskTests {
    @Test func `after a failed write nothing succeeds any more, and a new start finds what was acknowledged`() async {
        await #expect(processExitsWith: .exitCode(0)) {
            signal(SIGXFSZ, SIG_IGN)
            let ledger = try LedgerFixture()
            var head: TreeHead?
            do {
                let writer = try ledger.writer()
                for _ in 0..<5 { head = try writer.commit(ledger.host.look(writer.nextExecution)) }
                let cycle = try ledger.host.look(writer.nextExecution)
                try limitFiles(to: size(ledger.path + "-wal") + 1)
                try #require(kind { try writer.commit(cycle) } == .inputOutput)
                try #require(writer.poison?.kind == .inputOutput && writer.head == head)
                // The disk is well again, and SQLite would go on.
                limitFiles(to: .max)
                try #require(kind { try writer.commit(cycle) } == .poisoned)
                try #require(kind { _ = try ledger.sign(writer) } == .poisoned)
                try #require(writer.head == head)
            }
            let writer = try ledger.writer()
            try #require(writer.head == head)
            try writer.commit(ledger.host.look(writer.nextExecution))
            try #require(ledger.verdict() == .unsigned(writer.head.size))
        }
    }
}

private func kind(_ body: () throws -> Void) -> DatabaseFailure.Kind? {
    do { try body() } catch LedgerFailure.database(let failure) { return failure.kind } catch {}
    return nil
}

private func size(_ path: String) throws -> rlim_t {
    try rlim_t((FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0)
}

/// The soft limit: the hard one stays, so that it can be taken back.
private func limitFiles(to bytes: rlim_t) {
    var limit = rlimit()
    let files = __rlimit_resource_t(1)
    getrlimit(files, &limit)
    limit.rlim_cur = min(bytes, limit.rlim_max)
    setrlimit(files, &limit)
}
