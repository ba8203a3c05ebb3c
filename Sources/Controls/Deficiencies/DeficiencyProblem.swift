/// Why something cannot be said of a deficiency, and the way out.
package enum DeficiencyProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case notOpen(DeficiencyID)
    case alreadyAcknowledged(DeficiencyID, Statement)
    case nameless
    case tooLong
    /// A change that cannot follow the ones before it: the record is not whole.
    case outOfOrder(DeficiencyID)

    package var description: String {
        switch self {
        case .notOpen(let id): "\(id) is not open; `soc2d deficiencies` lists what is"
        case .alreadyAcknowledged(let id, let first):
            "\(id) is acknowledged already, by \(Subject.escaping(first.author.utf8)) at \(first.moment.rfc3339)"
        case .nameless: "a statement about a deficiency needs an author; say who makes it"
        case .tooLong:
            "at most \(Statement.authorLimit) bytes for the author and \(Statement.textLimit) for the text; name a ticket instead"
        case .outOfOrder(let id): "the change that opens \(id) does not follow the ones before it; verify the ledger"
        }
    }
}
