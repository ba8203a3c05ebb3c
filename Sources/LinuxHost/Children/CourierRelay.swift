internal import Dispatch
internal import Glibc
internal import ProbeKit
internal import Subprocess
internal import SystemPackage

/// Passes the questions of one probe child to a courier, and the answers back. Without a question there is no courier.
struct CourierRelay: Sendable {
    let courier: CourierSource
    /// The parent's end of the child's channel; open for as long as this runs.
    let child: Int32

    /// Returns once the child has ended, or the task is cancelled.
    func run() async {
        guard await isAsked() else { return }
        switch courier {
        case .program(let program): await ask(childRunning: program)
        case .socket(let path): await ask(at: path)
        }
    }

    private func ask(childRunning program: String) async {
        let wayOut = "cannot be started; it is installed beside soc2d"
        do {
            var pair = try SocketPair(.packets)
            let courierEnd = FileDescriptor(rawValue: pair.takeChildEnd())
            let ours = pair.number
            _ = try await Subprocess.run(
                .path(FilePath(program)), environment: .custom([:]), input: .fileDescriptor(courierEnd, closeAfterSpawningProcess: true),
                output: .discarded, error: .discarded
            ) { courier in
                await onThread { child in
                    var isGiven = false
                    var exchange = CourierExchange(child: child, wayOut: wayOut)
                    exchange.run {
                        defer { isGiven = true }
                        return isGiven ? nil : ours
                    }
                } onCancel: {
                    shutdown(ours, Int32(SHUT_RDWR))
                }
                try? courier.send(signal: .kill)
            }
        } catch {
            await onThread { child in
                var exchange = CourierExchange(child: child, wayOut: wayOut)
                exchange.run { nil }
            }
        }
    }

    private func ask(at path: HostPath) async {
        await onThread { child in
            var socket = CourierSocket(path)
            var exchange = CourierExchange(
                child: child, wayOut: "does not answer at \(path.escaped); `systemctl status soc2d-courier.socket` says why")
            exchange.run { socket.connect() }
        }
    }

    /// Waits for the child to ask something; false if it ends without, or the task is cancelled first.
    private func isAsked() async -> Bool {
        let (events, continuation) = AsyncStream.makeStream(of: Void.self)
        let source = DispatchSource.makeReadSource(fileDescriptor: child)
        source.setEventHandler { continuation.yield() }
        source.activate()
        defer { source.cancel() }
        for await _ in events {
            var first: UInt8 = 0
            return unsafe recv(child, &first, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) > 0
        }
        return false
    }

    /// Runs on a thread of its own, since it waits for two descriptors. The end of the task is the end of the child's channel.
    private func onThread(
        _ exchange: @escaping @Sendable (Int32) -> Void, onCancel: @escaping @Sendable () -> Void = {}
    ) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "courier relay").async {
                    exchange(child)
                    continuation.resume()
                }
            }
        } onCancel: {
            shutdown(child, Int32(SHUT_RDWR))
            onCancel()
        }
    }
}
