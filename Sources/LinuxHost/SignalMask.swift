internal import CLinux
internal import Glibc

/// The signals that are kept from a thread: sigprocmask(2). A program inherits those of whoever started it.
enum SignalMask {
    /// Lets some signals through again, whoever blocked them; for the first thread, before there are others.
    static func open(_ numbers: [Int32]) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in numbers { unsafe sigaddset(&set, number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
