internal import CLinux
internal import Glibc
internal import Synchronization

/// What asks this process to end while it waits for a command is for the command: it is passed on, and its outcome is waited for.
///
/// What the terminal sends, such as Ctrl-C, the command has already: the kernel sends it to all of the foreground process group.
enum JobSignals {
    private static let numbers = [SIGHUP, SIGINT, SIGQUIT, SIGTERM]

    /// From now on none of them ends this process. What was ignored, as nohup(1) does, stays ignored here and in the command.
    static func begin() {
        for number in numbers {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_sigaction = { number, info, _ in
                if let info = unsafe info, unsafe info.pointee.si_code == fromKernel { return }
                note(number)
            }
            action.sa_flags = SA_SIGINFO
            var before = sigaction()
            _ = unsafe sigaction(number, nil, &before)
            if !isIgnored(before) { _ = unsafe sigaction(number, &action, nil) }
        }
        SignalMask.open(numbers)
    }

    /// Everything as usual.
    static func end() {
        for number in numbers {
            var before = sigaction()
            _ = unsafe sigaction(number, nil, &before)
            if !isIgnored(before) { signal(number, SIG_DFL) }
        }
    }

    /// Passes on what arrives from now on, and what has arrived already.
    static func pass(to child: pid_t) {
        receiver.store(child, ordering: .sequentiallyConsistent)
        passOn()
    }

    /// Waits for a child: its exit status, or 128 and the number of the signal that ended it.
    static func end(of child: pid_t) -> Int32 {
        // Until it is reaped its number belongs to nobody else.
        var ending = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(child), &ending, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        receiver.store(0, ordering: .sequentiallyConsistent)
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
        // wait(2): the low seven bits are the signal.
        let number = status & 0x7F
        return number == 0 ? status >> 8 & 0xFF : 128 + number
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

/// SI_KERNEL of sigaction(2): neither kill(2) nor another process.
private let fromKernel: Int32 = 0x80
private let receiver = Atomic<pid_t>(0)
private let arrived = Atomic<Int32>(0)

/// All that a signal handler does, and may do: signal-safety(7).
private func note(_ number: Int32) {
    arrived.store(number, ordering: .sequentiallyConsistent)
    passOn()
}

private func passOn() {
    let child = receiver.load(ordering: .sequentiallyConsistent)
    guard child > 0 else { return }
    let number = arrived.exchange(0, ordering: .sequentiallyConsistent)
    let before = errno
    if number > 0 { _ = kill(child, number) }
    errno = before
}
