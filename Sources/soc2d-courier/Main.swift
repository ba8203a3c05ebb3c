import Courier

/// The process that talks: it has no privilege, no ledger and no file of the host.
@main
enum Main {
    static func main() {}
}
