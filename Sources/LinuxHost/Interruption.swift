internal import Dispatch
internal import CLinux
internal import Glibc
internal import Synchronization

/// Ctrl-C and a polite request to end: SIGINT and SIGTERM, caught from the moment that this is made.
///
/// A signal handler and a socket, since dispatch's own signal sources lose what arrives before they are registered.
package struct Interruption: Sendable {
    private let arrivals: Int32

    /// Made once, before anything is started: what arrives earlier than ``wait()`` is not lost.
    package init() {
        var ends: [Int32] = [-1, -1]
        _ = unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends)
        arrivals = ends[0]
        handlerEnd.store(ends[1], ordering: .releasing)
        for number in [SIGINT, SIGTERM] { signal(number) { _ in note() } }
        signal(SIGALRM) { _ in giveUp() }
        SignalMask.open([SIGINT, SIGTERM, SIGALRM])
    }

    /// Ends the process if it is still there after some seconds: where threads or memory cannot be had, nothing else would.
    package func limit(to seconds: Int) { alarm(UInt32(clamping: seconds)) }

    /// Takes the limit back: what follows may take as long as a reader likes.
    package func lift() { alarm(0) }

    /// Returns once a signal has arrived, or the task is cancelled.
    package func wait() async {
        let (events, continuation) = AsyncStream.makeStream(of: Void.self)
        let source = DispatchSource.makeReadSource(fileDescriptor: arrivals)
        source.setEventHandler { continuation.yield() }
        source.activate()
        for await _ in events { break }
        source.cancel()
    }
}

/// The end of the socket that the signal handler writes to.
private let handlerEnd = Atomic<Int32>(-1)
private let wasInterrupted = Atomic<Bool>(false)

/// The seconds that are left for an orderly end once a signal has arrived.
private let grace: UInt32 = 3

/// All that a signal handler does, and may do: signal-safety(7).
private func note() {
    let before = errno
    alarm(grace)
    wasInterrupted.store(true, ordering: .releasing)
    var mark: UInt8 = 1
    _ = unsafe write(handlerEnd.load(ordering: .acquiring), &mark, 1)
    errno = before
}

/// The end that does not depend on anything.
private func giveUp() {
    let text: StaticString = "soc2d: gave up, since it could not go on; look at the limits of this shell with `ulimit -a`\n"
    unsafe _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
    _exit(wasInterrupted.load(ordering: .acquiring) ? 130 : 71)
}
