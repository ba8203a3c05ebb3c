import Courier
import Glibc

/// The process that talks: it holds no privilege, no ledger and no file of the host.
///
/// Descriptor 0 is a connection that carries questions and answers, a packet each; it ends with it. Or the service manager hands over a
/// socket at which such connections arrive; then it ends with the last one.
@main
enum Main {
    static func main() {
        let service = CourierService(answer: Contacts.answer)
        let socket = ListeningSocket.handedOver { name in unsafe getenv(name).map { unsafe String(cString: $0) } }
        if let socket {
            guard Confinement.apply() else { exit(71) }
            socket.serve(with: service)
        } else if CommandLine.argc == 1, CourierService.isConnection(0) {
            guard Confinement.apply() else { exit(71) }
            service.serve(0)
        } else {
            print("soc2d-courier makes the contacts that soc2d asks for; it is started by soc2d, from the same directory, or by systemd")
            exit(64)
        }
        // Nobody waits for contacts that are still under way.
        _exit(0)
    }
}
