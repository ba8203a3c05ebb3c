import Courier
import Glibc

/// The process that talks: it holds no privilege, no ledger and no file of the host.
///
/// Descriptor 0 is a connection that carries questions and answers, a packet each; it ends with it. Or the service manager hands over a
/// socket at which such connections arrive; then it ends with the last one.
@main
enum Main {
    static func main() {
        guard let configuration else {
            print(
                "soc2d-courier [--config DIR] makes the contacts that soc2d asks for; it is started by soc2d, from the same directory, or by systemd"
            )
            exit(64)
        }
        let socket = ListeningSocket.handedOver(variable: variable)
        guard socket != nil || CourierService.isConnection(0) else {
            print("soc2d-courier is started by soc2d, from the same directory, or by systemd; it finds neither")
            exit(64)
        }
        // Before its files are out of reach.
        let mailroom = Mailroom(configuration: configuration, credentials: CredentialDirectory(variable("CREDENTIALS_DIRECTORY")))
        guard Confinement.apply() else { exit(71) }
        let service = CourierService { question in Contacts.answer(question, mailroom: mailroom, now: Int64(time(nil))) }
        if let socket { socket.serve(with: service) } else { service.serve(0) }
        // Nobody waits for contacts that are still under way.
        _exit(0)
    }

    private static func variable(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

    /// What stands for `/etc/soc2d`; nil where the arguments are none that there are.
    private static var configuration: String? {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.isEmpty { return "/etc/soc2d" }
        return arguments.count == 2 && arguments.first == "--config" ? arguments.last : nil
    }
}
