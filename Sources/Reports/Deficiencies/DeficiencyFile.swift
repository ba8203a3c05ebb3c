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

    package init(_ known: DeficiencyCase) { self.known = known }
}
