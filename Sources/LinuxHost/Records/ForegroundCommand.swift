internal import CLinux
internal import Glibc
internal import ProbeKit

/// The command behind the `--` of this process's own arguments, run as if it had been started in place of this process: with its
/// streams, its environment, its directory and its process group.
package struct ForegroundCommand {
    /// How many arguments it has, its name included: the last ones of this process, taken as they came, byte for byte.
    private let count: Int

    package init(arguments: [String]) { count = arguments.count }

    /// How a command ended.
    package struct Outcome: Sendable {
        /// As a shell has it: 128 and the number of the signal that ended it, 127 if there is no such command, 126 if it cannot be run.
        package var status: Int32 = 0
        /// Why it was not run at all, in the system's words.
        package var refusal: String?
        /// What it said on descriptor 1, if that was asked for.
        package var output: [UInt8] = []
        /// Whether it said more than anybody wanted to hear.
        package var saidTooMuch = false
    }

    /// Runs it to its end. What asks this process to end is held back from then on, until what came of the command is kept.
    /// - Parameter limit: how much of descriptor 1 to keep, in bytes; what says more ends by SIGPIPE. Nil to pass all of it on.
    package func run(keepingOutput limit: Int? = nil) -> Outcome {
        var ends: [Int32] = [-1, -1]
        if limit != nil {
            guard unsafe pipe(&ends) == 0 else { return Self.refused(errno, .unknown) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }
        let reader = Descriptor(ends[0])
        JobSignals.begin()
        var child: pid_t = 0
        let error = spawn(&child, output: ends[1])
        if ends[1] >= 0 { close(ends[1]) }
        guard error == 0 else { return Self.refused(error, MissingCommand(name)) }
        JobSignals.pass(to: child)
        var outcome = Outcome()
        if let limit {
            outcome.output = CommandOutput(reader).bytes(until: child, upTo: limit + 1)
            outcome.saidTooMuch = outcome.output.count > limit
        }
        outcome.status = JobSignals.end(of: child)
        return outcome
    }

    /// Lets this process be ended again, where something long follows that nobody would miss.
    package static func letGo() { JobSignals.end() }

    /// An error number of posix_spawnp(3), or 0.
    private func spawn(_ child: inout pid_t, output: Int32) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if output >= 0 { unsafe posix_spawn_file_actions_adddup2(&actions, output, 1) }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // The threads of dispatch block every signal, and a child would inherit that: it would hear nothing of Ctrl-C.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let arguments = unsafe CommandLine.unsafeArgv + (Int(CommandLine.argc) - count)
        guard let name = unsafe arguments[0] else { return ENOENT }
        return unsafe posix_spawnp(&child, name, &actions, &attributes, arguments, soc2d_environment())
    }

    /// The name of the command, as it came.
    private var name: HostPath {
        guard count > 0, let name = unsafe (CommandLine.unsafeArgv + (Int(CommandLine.argc) - count))[0] else { return HostPath("") }
        return unsafe HostPath(UnsafeBufferPointer(start: name, count: strlen(name)).map { UInt8(bitPattern: $0) })
    }

    private static func refused(_ error: Int32, _ command: MissingCommand) -> Outcome {
        var outcome = Outcome()
        outcome.status = error == ENOENT && !command.isThere ? 127 : 126
        switch error {
        case ENOENT where command.isThere:
            outcome.refusal = "it is there, but what should run it is not: see what its first line names behind #!"
        case ENOEXEC:
            outcome.refusal =
                "it is no program, and no first line such as #!/bin/sh says what runs it; write one, or run it by -- /bin/sh FILE"
        case let error: outcome.refusal = unsafe String(cString: strerror(error))
        }
        return outcome
    }
}
