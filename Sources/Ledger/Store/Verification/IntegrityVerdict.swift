/// Whether a ledger is what its log signed. Says nothing of whether it is complete.
package enum IntegrityVerdict: Hashable, Sendable, CustomStringConvertible {
    /// Everything is as the newest checkpoint has it, but for leaves that came after it, which are whole and not signed yet.
    case verified(TreeHead, unsigned: Int)
    /// At this leaf, where it can be told.
    case broken(at: Int64?, Damage)
    /// No checkpoint: so many leaves that fit together, and nobody vouches for them.
    case unsigned(Int)

    package enum Damage: Error, Hashable, Sendable, CustomStringConvertible {
        case leaf(String)
        case tile(TilePlace)
        /// A row of the ledger, such as `execution 7`.
        case record(String, String)
        case checkpoint(String)
        /// Somebody remembers a signed head that this ledger does not continue.
        case anchor(SigningDecision.Fork)
        /// The file is not what SQLite or we wrote.
        case file(String)
        /// The file could not be read this time, which says nothing about what is in it.
        case unread(String)

        package var description: String {
            switch self {
            case .leaf(let text): "the leaf: \(text)"
            case .tile(let place): "\(place), or the leaves below it"
            case .record(let record, let text): "\(record): \(text)"
            case .checkpoint(let text): "the checkpoint: \(text)"
            case .anchor(let fork): fork.description
            case .file(let text), .unread(let text): text
            }
        }
    }

    package var description: String {
        switch self {
        case .verified(let head, let unsigned):
            "verified: \(head.size) leaves" + (unsigned > 0 ? ", and \(unsigned) after them that are not signed yet" : "")
        case .broken(let seq?, let damage): "broken at seq \(seq) (\(damage))"
        case .broken(nil, let damage): "broken (\(damage))"
        case .unsigned(let leaves): "unsigned: \(leaves) leaves, and no checkpoint"
        }
    }
}
