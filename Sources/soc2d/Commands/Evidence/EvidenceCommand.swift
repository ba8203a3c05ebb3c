import ArgumentParser

/// The evidence.
struct EvidenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Verify the ledger, and print what others need to verify it with tools that are not ours.",
        subcommands: [EvidenceVerify.self, EvidenceKey.self, EvidenceCheckpoint.self, EvidenceLeaves.self])
}
