internal import CLinux
internal import Glibc
internal import Synchronization

/// The signals of a service: SIGTERM and SIGINT end it, SIGHUP lets it read its configuration again. Caught from the moment that this is
/// made.
///
/// The first that ends it leaves it some seconds for an orderly end; the second Ctrl-C ends the process at once.
package struct ServiceSignals: Sendable {
    /// What arrives is readable here, a mark each.
    let arrivals: Int32

    /// Nil where the kernel gives no socket, which errno explains. Made once.
    package init?() {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
        arrivals = ends[0]
        handlerEnd.store(ends[1], ordering: .releasing)
        defer { SignalMask.open([SIGTERM, SIGINT, SIGHUP, SIGALRM]) }
        for number in [SIGTERM, SIGINT, SIGHUP] {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_sigaction = { number, info, _ in unsafe note(number, info) }
            action.sa_flags = SA_SIGINFO | SA_RESTART
            _ = unsafe sigaction(number, &action, nil)
        }
        signal(SIGALRM) { _ in giveUp() }
        signal(SIGPIPE, SIG_IGN)
    }

    /// A signal, and who sent it.
    package struct Arrival: Hashable, Sendable {
        package enum Kind: Hashable, Sendable { case end, reload }
        package enum Sender: Hashable, Sendable {
            /// A key of the terminal, or the kernel for another reason.
            case kernel
            /// The first process: under systemd the service manager.
            case serviceManager
            case user(UInt32)
        }
        package let kind: Kind
        package let sender: Sender
    }

    /// The next signal that has arrived; nil if there is none.
    func next() -> Arrival? {
        var mark: [Int32] = [0, 0, 0, 0]
        guard unsafe recv(arrivals, &mark, 16, Int32(MSG_DONTWAIT)) == 16 else { return nil }
        let sender: Arrival.Sender =
            mark[1] == fromKernel ? .kernel : mark[2] == 1 ? .serviceManager : .user(UInt32(bitPattern: mark[3]))
        return Arrival(kind: mark[0] == SIGHUP ? .reload : .end, sender: sender)
    }
}

private let handlerEnd = Atomic<Int32>(-1)
private let wasInterrupted = Atomic<Bool>(false)
/// SI_KERNEL of sigaction(2).
private let fromKernel: Int32 = 0x80
/// The seconds that are left for an orderly end.
private let grace: UInt32 = 9

/// All that a signal handler does, and may do: signal-safety(7).
private func note(_ number: Int32, _ info: UnsafeMutablePointer<siginfo_t>?) {
    let before = errno
    if number == SIGINT, wasInterrupted.exchange(true, ordering: .sequentiallyConsistent) { _exit(130) }
    if number != SIGHUP { alarm(grace) }
    let sender = unsafe info?.pointee._sifields._kill
    var mark = unsafe (number, info?.pointee.si_code ?? 0, sender?.si_pid ?? 0, Int32(bitPattern: sender?.si_uid ?? 0))
    _ = unsafe send(handlerEnd.load(ordering: .acquiring), &mark, 16, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    errno = before
}

/// The end that does not depend on anything.
private func giveUp() {
    let text: StaticString = "soc2d: could not end in order within 9 seconds, and ended at once\n"
    unsafe _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
    _exit(71)
}
