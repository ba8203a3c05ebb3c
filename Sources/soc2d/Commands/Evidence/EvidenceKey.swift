import ArgumentParser
import Ledger
import LinuxHost
import Monitor

/// Prints the public key.
struct EvidenceKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Print the public key of the log: as a verifier key, and in PEM.",
        discussion: """
            Hand it to whoever is to verify, in a way that does not lead over this host's ledger. `openssl pkeyutl -verify -pubin -inkey` \
            reads this output as it is, and so does `soc2d evidence verify --key`. Exit status: 0 printed, 2 the ledger names no key; \
            \(StateArguments.statuses)
            """)

    @OptionGroup var place: StateArguments

    func run() throws {
        let key = try Evidence.key(of: try OpenLedger(place.places().ledger))
        ThisProcess.write(Array("\(key)\n\(key.pem)".utf8))
    }
}
