import ArgumentParser

/// Approved states.
struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline", abstract: "Show what is approved of a probe, compare it with the host, approve what the host shows.",
        discussion: """
            A drift check compares with what somebody approved. With a baseline, whatever one execution observed is approved at once; \
            single subjects are approved in the settings.
            """,
        subcommands: [BaselineShow.self, BaselineDiff.self, BaselineApprove.self])
}
