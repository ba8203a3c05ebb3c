/// What went by policy, as leaves of kind `prune` say.
package struct Pruned: Hashable, Sendable, CustomStringConvertible {
    /// The last execution whose evidence may be gone.
    package let through: Int64
    /// How many pieces of evidence went.
    package let pieces: Int

    package var description: String { "evidence pruned until execution \(through) by policy: \(pieces) pieces, whose digests are here" }
}
