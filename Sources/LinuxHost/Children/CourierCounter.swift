internal import ProbeKit

/// Where the monitor itself hands its questions to a courier, as distinct from its probe children.
package struct CourierCounter: Sendable {
    private let source: CourierSource
    private let arguments: [String]
    private let environment: [String]

    /// - Parameters:
    ///   - configuration: what stands for `/etc/soc2d`, for a courier that is started here; nil for `/etc/soc2d` itself.
    ///   - credentials: the directory of secrets for a courier that is started here; nil where there is none.
    package init(_ source: CourierSource, configuration: String? = nil, credentials: String? = nil) {
        self.source = source
        // A courier starts in the root directory.
        let absolute = configuration.map { $0.hasPrefix("/") ? $0 : "\(ThisProcess.workingDirectory)/\($0)" }
        arguments = absolute.map { ["--config", $0] } ?? []
        environment = credentials.map { ["CREDENTIALS_DIRECTORY=\($0)"] } ?? []
    }

    /// Lends a connection for as long as `body` runs, on this thread, to which a courier that is started is tied. Where none can be had, each
    /// question is answered with that.
    package func serve(_ body: (inout CourierLine) -> Void) {
        switch source {
        case .program(let program): serve(running: HostPath(program), body)
        case .socket(let path): serve(at: path, body)
        }
    }

    private func serve(running program: HostPath, _ body: (inout CourierLine) -> Void) {
        guard var pair = try? SocketPair(.packets),
            let courier = try? StartedProgram(
                courier: program, arguments, environment: environment, input: Descriptor(pair.takeChildEnd()))
        else {
            var line = CourierLine(nil, wayOut: "soc2d-courier cannot be started; it is installed beside soc2d")
            return body(&line)
        }
        var line = CourierLine(pair.number)
        body(&line)
        _ = courier.ended()
    }

    private func serve(at path: HostPath, _ body: (inout CourierLine) -> Void) {
        var socket = CourierSocket(path)
        var line = CourierLine(
            socket.connect(),
            wayOut: "soc2d-courier does not answer at \(path.escaped); `systemctl status soc2d-courier.socket` says why")
        body(&line)
    }
}
