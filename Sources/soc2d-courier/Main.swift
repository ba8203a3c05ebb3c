import Courier

/// The process that talks: it holds no privilege, no ledger and no file of the host.
///
/// Descriptor 0 is a connection that carries questions and answers, a packet each; it ends with it.
@main
enum Main {
    static func main() {
        guard Confinement.apply() else { return }
        CourierService(answer: Contacts.answer).serve(0)
    }
}
