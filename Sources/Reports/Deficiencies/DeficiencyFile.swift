package import Controls

/// Everything there is to tell of one deficiency.
package struct DeficiencyFile: Sendable {
    package var known: DeficiencyCase
    /// What to do about it; empty where the check is none of this build.
    package var advice = ""
    /// The lines that decided when it last failed.
    package var sources: [Source] = []
    /// What became of each notice about it, in the order of the ledger.
    package var notices: [PendingNotice] = []
    /// Where the ledger is damaged; nil where all of it was read.
    package var unread: UnreadPlace?

    package init(_ known: DeficiencyCase) { self.known = known }
}
