import ArgumentParser

/// How people are told.
struct NotifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Try out how people are told.", subcommands: [NotifyTest.self, NotifyRender.self])
}
