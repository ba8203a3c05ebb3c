package import Controls
internal import LinuxHost
package import ProbeKit

/// Where the monitor keeps what it has.
package struct MonitorPlaces: Hashable, Sendable {
    /// What outlasts a boot: the ledger, the key, the newest checkpoint.
    package let state: HostPath
    /// What does not: the control socket, and a copy of the checkpoint.
    package let runtime: HostPath

    /// - Parameters:
    ///   - state: what `--state` names, which is for one who tries the monitor out; nil otherwise.
    ///   - settings: `StateDirectory=` counts where there is no `--state`.
    package init(state: String?, settings: MonitorSettings) {
        if let state {
            self.state = HostPath(state.hasPrefix("/") ? state : "\(ThisProcess.workingDirectory)/\(state)")
            runtime = self.state.appending("run")
        } else {
            self.state = HostPath(settings.stateDirectory)
            runtime = Self.givenRuntime ?? "/run/soc2d/monitor"
        }
    }

    /// The runtime directory that the service manager made for this process: `RUNTIME_DIRECTORY` in systemd.exec(5), where colons separate
    /// several.
    package static var givenRuntime: HostPath? {
        ThisProcess.environment("RUNTIME_DIRECTORY")?.split(separator: ":").first.map { HostPath(String($0)) }
    }

    package var ledger: HostPath { state.appending("ledger") }
    package var key: HostPath { state.appending("log.key") }
    package var checkpoint: HostPath { state.appending("checkpoint") }
    package var volatileCheckpoint: HostPath { runtime.appending("checkpoint") }
    package var socket: HostPath { runtime.appending("control.sock") }
}
