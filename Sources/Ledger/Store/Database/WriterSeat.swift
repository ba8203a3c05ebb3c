internal import Glibc

/// The right to write a ledger, which one process has at a time: flock(2) on a file beside it, which the kernel lets go with the process.
/// SQLite's own locks would let two writers take turns.
final class WriterSeat {
    private let descriptor: Int32

    init(beside path: String) throws(DatabaseFailure) {
        let lock = path + "-writer"
        descriptor = unsafe open(lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LedgerPlace.refusal(lock, LedgerPlace.lastError) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let text = isTaken ? "another process writes this ledger; is the monitor running?" : LedgerPlace.lastError
            close(descriptor)
            throw DatabaseFailure(isTaken ? .busy : .refused, "\(lock): \(text)")
        }
    }

    deinit { close(descriptor) }
}
