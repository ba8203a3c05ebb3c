internal import Controls
internal import LinuxHost
internal import ProbeKit
internal import Systemd

/// What may take its time, and is done beside the loop: each answers with a call.
struct Errand: Sendable {
    let calls: Calls

    /// On a thread of its own; where there is none, here.
    private func run(_ body: @escaping @Sendable () -> Void) {
        if !WorkThread.start(body) { body() }
    }

    func readConfiguration(_ read: @escaping @Sendable () -> (Configuration, [ConfigurationProblem]), ticket: Int?) {
        run {
            let (configuration, problems) = read()
            calls.put(.happened(.configured(configuration, problems, ticket: ticket)))
        }
    }

    /// Reads what somebody asks, and finds out who that is.
    func understand(_ packet: [UInt8], by process: PeerProcess, ticket: Int, refuse: @escaping @Sendable (ControlAnswer) -> Void) {
        run {
            do throws(RecordProblem) {
                let request = try ControlRequest(canonicalJSON: packet)
                let login = process.login.map { UserName.of($0) }
                let peer = Peer(user: process.user, userName: UserName.of(process.user), login: login)
                calls.put(.happened(.asked(request, by: peer, ticket: ticket)))
            } catch {
                refuse(ControlAnswer(refused: "this monitor does not understand what is asked (\(error)); is it of the same version?"))
            }
        }
    }

    /// Finds out why the monitor is to end, and who wants it.
    func explainEnd(_ sender: ServiceSignals.Arrival.Sender) {
        run {
            switch sender {
            case .kernel: calls.put(.happened(.ending(.stoppedByOperator, actor: UserName.of(ThisProgram.user))))
            case .user(let user): calls.put(.happened(.ending(.stoppedByOperator, actor: UserName.of(user))))
            case .serviceManager:
                let isHostEnding = Self.isHostEnding
                calls.put(.happened(.ending(isHostEnding ? .stoppedForShutdown : .stoppedByOperator, actor: "the service manager")))
            }
        }
    }

    private static let patience = TimeSpan.seconds(2)

    private static var isHostEnding: Bool {
        let question: [@Sendable () -> Bool] = [{ (try? ManagerBus().isShuttingDown()) ?? false }]
        return HostPatience().results(of: question, within: patience)[0] ?? false
    }
}
