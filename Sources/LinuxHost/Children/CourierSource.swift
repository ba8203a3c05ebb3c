internal import Glibc
package import ProbeKit

/// Where a courier is to be had from.
package enum CourierSource: Hashable, Sendable {
    /// A program, which each probe child that asks anything gets started for itself.
    case program(String)
    /// The socket of a unit, at which the service manager starts one: see systemd.socket(5).
    case socket(HostPath)

    /// Under the unit of the monitor no child of it may talk to anybody, so there is no other way than the socket, which stands beside the
    /// runtime directory.
    ///
    /// - Parameters:
    ///   - runtimeDirectory: what the service manager gave the process, RUNTIME_DIRECTORY in systemd.exec(5); nil where it gave none.
    ///   - program: the one for all others.
    package static func given(runtimeDirectory: HostPath?, program: String) -> CourierSource {
        runtimeDirectory.map { .socket($0.parent.appending("courier.sock")) } ?? .program(program)
    }

    /// For somebody at a terminal: the socket of the unit that has the secrets where there is one that he may connect to.
    package static func open(to path: HostPath = "/run/soc2d/courier.sock", program: String) -> CourierSource {
        unsafe access(path.cString, W_OK) == 0 ? .socket(path) : .program(program)
    }
}
