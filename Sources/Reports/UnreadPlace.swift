import Controls

/// Where a ledger is damaged, for whoever is shown the rest of it.
package struct UnreadPlace: Hashable, Sendable {
    /// The first leaf of which something cannot be read.
    package let leaf: Int64
    package let problem: String

    package init(leaf: Int64, problem: String) {
        self.leaf = leaf
        self.problem = problem
    }

    /// In one line.
    package var words: String {
        "the ledger cannot be read at leaf \(leaf): \(problem); what it says there is not in this, and what follows may be wrong; "
            + "run `soc2d evidence verify`"
    }

    func tell(on page: inout TextPage) { page.add(.inconclusive, as: "DAMAGED", words, hanging: 2) }

    var json: JSONValue { .object([("leaf", .number(leaf)), ("problem", .text(problem))]) }
}
