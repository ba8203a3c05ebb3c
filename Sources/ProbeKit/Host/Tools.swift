package import Controls

/// Runs programs of the host that are the only source of something, without a shell.
package protocol ToolRunner: Sendable {
    /// Runs one program to its end. Its environment is `LC_ALL=C` alone, its input is empty, its directory is `/`; what it says on
    /// descriptor 2 is not kept.
    /// - Throws: when it could not be run to its end. Ending with a status other than 0 is an outcome.
    func run(_ call: ToolCall) throws(ToolFailure) -> ToolOutcome
}

/// A program with fixed arguments.
package struct ToolCall: Hashable, Sendable {
    /// Absolute.
    package var program: HostPath
    /// Those after the name. Never a secret: every user can read them.
    package var arguments: [String]
    package var deadline: TimeSpan
    /// Bytes of output after which the program counts as gone mad.
    package var outputLimit: Int

    package init(_ program: HostPath, _ arguments: [String], deadline: TimeSpan = .seconds(30), outputLimit: Int = 8 << 20) {
        self.program = program
        self.arguments = arguments
        self.deadline = deadline
        self.outputLimit = outputLimit
    }
}

/// How a program ended.
package struct ToolOutcome: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    package var ending: Ending
    /// What it said on descriptor 1.
    package var output: [UInt8]

    package init(_ ending: Ending, output: [UInt8]) {
        self.ending = ending
        self.output = output
    }
}

/// Why a program was not run to its end.
package enum ToolFailure: Error, Hashable, Sendable {
    /// There is no such program.
    case missing(HostPath)
    /// Not run, since others than root may change it.
    case untrusted(HostPath, String)
    case late(HostPath, TimeSpan)
    case tooMuch(HostPath, limit: Int)
    /// Anything else, with the system's own words.
    case failed(HostPath, String)

    package var reason: InconclusiveReason {
        switch self {
        case .missing: .toolMissing
        case .untrusted, .failed: .toolFailed
        case .late: .timeout
        case .tooMuch: .limitExceeded
        }
    }

    package var text: String {
        switch self {
        case .missing(let program): "\(program.escaped) is not installed"
        case .untrusted(let program, let why): "\(program.escaped) was not run: \(why)"
        case .late(let program, let span): "\(program.escaped) had not ended after \(span)"
        case .tooMuch(let program, let limit): "\(program.escaped) said more than \(limit) bytes"
        case .failed(let program, let text): "\(program.escaped) could not be run: \(text)"
        }
    }
}
