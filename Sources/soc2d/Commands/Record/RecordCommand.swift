import ArgumentParser

/// The records of what jobs and people did.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Run a job and keep what it came to, compare a restore and keep that, or prepare a review.",
        subcommands: [RecordBackup.self, RecordListing.self, RecordIntegrityCheck.self, RecordRestoreTest.self, RecordAccessReview.self])

    /// What every subcommand says about its end.
    static let statuses = """
        Exit status: that of COMMAND, with 128 and the number of a signal that ended it, 126 if it cannot be run and 127 if there is \
        no such command. 64 wrong usage, 73 the record cannot be written (then COMMAND is not run), 78 wrong configuration. \
        The arguments and the environment of COMMAND are never kept.
        """
}
