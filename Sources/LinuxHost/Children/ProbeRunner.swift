internal import Controls
internal import Glibc
package import ProbeKit
internal import Subprocess
internal import SystemPackage

/// Runs one probe in a child of its own and takes its reply, whatever the child does.
package struct ProbeRunner: Sendable {
    /// The program of the child and the arguments before the probe's name.
    private let program: String
    private let arguments: [String]
    /// What connects to services for the child.
    private let courier: CourierSource
    /// Bytes of output after which a child counts as gone mad.
    private let outputLimit: Int

    package init(program: String, arguments: [String], courier: CourierSource, outputLimit: Int = 256 << 20) {
        self.program = program
        self.arguments = arguments
        self.courier = courier
        self.outputLimit = outputLimit
    }

    /// Never throws and never takes much longer than the deadline: what goes wrong is a failure in the reply.
    package func run(_ probe: String, _ request: ProbeRequest, deadline: Duration) async -> ProbeReply {
        do throws(ProbeFailure) { return try await answer(probe, request, deadline: deadline) } catch {
            var reply = ProbeReply()
            reply.failure = error
            return reply
        }
    }

    private func answer(_ probe: String, _ request: ProbeRequest, deadline: Duration) async throws(ProbeFailure) -> ProbeReply {
        guard let lines = try? request.lines() else {
            throw ProbeFailure(.internalError, "the request cannot be written")
        }
        guard Descriptor.areLeft(Self.descriptorsNeeded) else {
            throw ProbeFailure(.internalError, "too few file descriptors are left; raise the limit that `ulimit -n` shows")
        }
        var channel = try SocketPair(.stream)
        let childEnd = FileDescriptor(rawValue: channel.takeChildEnd())
        var options = PlatformOptions()
        options.processGroupID = 0
        do {
            let outcome = try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(arguments + [probe]), environment: .custom([:]),
                platformOptions: options, input: .fileDescriptor(childEnd, closeAfterSpawningProcess: true), output: .sequence,
                error: .discarded
            ) { child in
                await before(deadline) {
                    try? child.send(signal: .kill, toProcessGroup: true)
                } do: {
                    for line in lines {
                        await channel.send(line)
                        await channel.send([UInt8(ascii: "\n")])
                    }
                    return await hear(child.standardOutput, relay: CourierRelay(courier: courier, child: channel.number))
                }
            }
            return try verdict(on: outcome.closureResult, outcome.terminationStatus, deadline: deadline)
        } catch let failure as ProbeFailure {
            throw failure
        } catch {
            throw ProbeFailure(.internalError, "the probe child could not be run: \(error)")
        }
    }

    /// Those of a child and of a courier, with room for others that start at the same time. Starting a process with too few of them is
    /// a trap in the library that does it.
    private static let descriptorsNeeded = 32

    /// How listening ended.
    private enum Heard {
        case all(ProbeReply)
        case late
        case tooMuch
        case garbage(RecordProblem)
    }

    /// Hears the child out, but not longer than the deadline; in the end its whole process group is killed.
    private func before(_ deadline: Duration, kill: @escaping @Sendable () -> Void, do hear: () async -> Heard) async -> Heard {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                guard (try? await Task.sleep(for: deadline)) != nil else { return false }
                kill()
                return true
            }
            let heard = await hear()
            kill()
            group.cancelAll()
            let isLate = await group.next() ?? false
            return isLate ? .late : heard
        }
    }

    /// Takes what the child says, and meanwhile passes its questions on.
    private func hear(_ output: SubprocessOutputSequence, relay: CourierRelay) async -> Heard {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await relay.run() }
            let heard = await Self.take(output, limit: outputLimit)
            group.cancelAll()
            return heard
        }
    }

    private static func take(_ output: SubprocessOutputSequence, limit: Int) async -> Heard {
        var reply = ProbeReply()
        var pending: [UInt8] = []
        var total = 0
        do {
            for try await chunk in output {
                total += chunk.count
                guard total <= limit else { return .tooMuch }
                unsafe chunk.withUnsafeBytes { unsafe pending.append(contentsOf: $0) }
                pending.removeFirst(try reply.takeLines(of: pending))
            }
        } catch let problem as RecordProblem {
            return .garbage(problem)
        } catch {
            return .all(reply)
        }
        return .all(reply)
    }

    private func verdict(on heard: Heard, _ status: TerminationStatus, deadline: Duration) throws(ProbeFailure) -> ProbeReply {
        switch heard {
        case .all(let reply) where reply.isComplete: return reply
        case .late: throw ProbeFailure(.timeout, "not finished after \(deadline); Deadline= gives it longer")
        case .tooMuch: throw ProbeFailure(.limitExceeded, "the probe said more than \(outputLimit) bytes")
        case .garbage(let problem): throw ProbeFailure(.internalError, "the probe child said something that is no reply: \(problem)")
        case .all:
            switch status {
            case .signaled(SIGXCPU): throw ProbeFailure(.limitExceeded, "the probe used up its processor time")
            case .signaled(let signal): throw ProbeFailure(.internalError, "the probe child was ended by signal \(signal)")
            case .exited(let code): throw ProbeFailure(.internalError, "the probe child ended with status \(code) before its reply did")
            }
        }
    }
}
