import Courier
import Glibc

/// The process that talks: it holds no privilege, no ledger and no file of the host.
///
/// Descriptor 0 is a connection that carries questions and answers, a packet each; it ends with it.
@main
enum Main {
    static func main() {
        guard CommandLine.argc == 1, CourierService.isConnection(0) else {
            print("soc2d-courier makes the contacts that soc2d asks for; it is started by soc2d, from the same directory")
            exit(64)
        }
        guard Confinement.apply() else { exit(71) }
        CourierService(answer: Contacts.answer).serve(0)
        // Nobody waits for contacts that are still under way.
        _exit(0)
    }
}
