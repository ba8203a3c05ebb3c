import ArgumentParser
import Ledger
import LinuxHost
import Monitor
import ProbeKit
import Reports

/// Verifies a ledger file.
struct EvidenceVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recompute the ledger: is it what its log signed, and is there a record for every slot?",
        discussion: """
            Two verdicts, which are never merged. It needs the file and public keys alone, no monitor and no secret, and works on a copy. \
            `unanchored` is no fault of the file: it says since when nothing but the file itself vouches for it. The monitor's own ledger \
            has to continue the checkpoint that lies beside it too, which anchors nothing: who replaces the one can replace the other. \
            Exit status: 0 both verdicts are good, 1 one is not, 2 the file cannot be verified, 64 wrong usage, 65 a key or checkpoint \
            that was given is none or cannot be read, 66 there is no such file, 77 no permission, 78 the configuration cannot be read.
            """)

    @Argument(help: ArgumentHelp("A ledger, or a copy of one; the monitor's own if none is named.", valueName: "file"))
    var file: String?

    @Option(help: ArgumentHelp("The verifier key of the log that you were handed, or a file whose first line it is.", valueName: "key"))
    var key: [String] = []

    @Option(help: ArgumentHelp("A file with a checkpoint that was kept elsewhere.", valueName: "file"))
    var anchor: [String] = []

    @Option(help: "text or json.")
    var format = ReportFormat.text

    @OptionGroup var place: StateArguments

    func run() throws {
        let keys = try key.map(Evidence.key(given:))
        let anchors = try anchor.map { (name: $0, signed: try Evidence.checkpoint(in: HostPath(given: $0))) }
        let verification = try verification(keys, anchors)
        switch format {
        case .json: VerificationReport.renderJSON(verification, to: ThisProcess.write)
        case .text: VerificationReport.render(verification, style: .ofOutput(listed: nil), to: ThisProcess.write)
        }
        if !verification.isGood { throw ExitCode(ExitStatus.fails) }
    }

    private func verification(
        _ keys: [VerifierKey], _ anchors: [(name: String, signed: SignedCheckpoint)]
    ) throws -> Verification {
        if let file { return try LedgerVerification(HostPath(given: file), keys: keys, anchors: anchors).verification() }
        let places = try place.places()
        return try LedgerVerification(places.ledger, keys: keys, anchors: anchors, neighbour: places.checkpoint).verification()
    }
}
