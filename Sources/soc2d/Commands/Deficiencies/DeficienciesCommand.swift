import ArgumentParser

/// The deficiencies.
struct DeficienciesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deficiencies", abstract: "List deficiencies, show the life of one, acknowledge one.",
        discussion: """
            Nobody closes a deficiency by hand: only a later passing execution of the same check on the same subject does. \
            `soc2d deficiencies` alone lists what is open.
            """,
        subcommands: [DeficiencyList.self, DeficiencyShow.self, DeficiencyAcknowledge.self], defaultSubcommand: DeficiencyList.self)
}
