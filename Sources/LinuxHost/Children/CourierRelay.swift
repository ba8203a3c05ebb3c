internal import Dispatch
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Passes the questions of one probe child to a courier of its own, and the answers back. Without a question no courier is started.
struct CourierRelay: Sendable {
    /// The courier's program.
    let program: String
    /// The parent's end of the child's channel; open for as long as this runs.
    let child: Int32

    /// Returns once the child has ended, or the task is cancelled.
    func run() async {
        guard await isAsked() else { return }
        do {
            var pair = try SocketPair(.packets)
            let courierEnd = FileDescriptor(rawValue: pair.takeChildEnd())
            let ours = pair.number
            _ = try await Subprocess.run(
                .path(FilePath(program)), environment: .custom([:]), input: .fileDescriptor(courierEnd, closeAfterSpawningProcess: true),
                output: .discarded, error: .discarded
            ) { courier in
                await exchange(with: ours)
                try? courier.send(signal: .kill)
            }
        } catch {
            await exchange(with: nil)
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

    /// Runs on a thread of its own, since it waits for two descriptors.
    private func exchange(with courier: Int32?) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue(label: "courier relay").async {
                    var exchange = CourierExchange(child: child, courier: courier)
                    exchange.run()
                    continuation.resume()
                }
            }
        } onCancel: {
            shutdown(child, Int32(SHUT_RDWR))
            if let courier { shutdown(courier, Int32(SHUT_RDWR)) }
        }
    }
}
