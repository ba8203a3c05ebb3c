import ArgumentParser

/// How people are told.
struct NotifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "See what people are told, and how.", subcommands: [NotifyRender.self])
}
