/// Whether a log may sign the tree that it has: never one that contradicts what it signed before.
package enum SigningDecision: Hashable, Sendable {
    case sign(Checkpoint)
    case refuse(Fork)

    /// Why signing would fork the log.
    package enum Fork: Hashable, Sendable, CustomStringConvertible {
        /// A place remembers a checkpoint of another log.
        case otherOrigin(LogName, in: String)
        /// The tree has fewer leaves than the largest one that was signed: a restored backup, a copied disk.
        case smaller(Int, than: Int, in: String)
        /// The tree is not the remembered one with leaves appended.
        case inconsistent(with: Int, in: String)
        /// The tree cannot be read, so nothing can be proved.
        case unreadable(TreeFailure)

        package var description: String {
            switch self {
            case .otherOrigin(let origin, let place): "\(place) remembers a checkpoint of \(origin)"
            case .smaller(let size, let signed, let place): "the tree has \(size) leaves, but \(place) remembers that \(signed) were signed"
            case .inconsistent(let size, let place): "the tree does not continue the one of \(size) leaves that \(place) remembers"
            case .unreadable(let failure): "the tree cannot be read: \(failure)"
            }
        }
    }

    /// Decides for a tree of a log, given what is remembered anywhere. Every place has to agree: the largest size decides whether the
    /// tree is too small, and each remembered root has to be proved.
    package init(
        for tree: MerkleTree<some TileReader>, of origin: LogName, remembering places: [RememberedCheckpoint], with hasher: TreeHasher
    ) {
        do throws(TreeFailure) {
            let head = try tree.head()
            let fork = try Self.fork(of: head, in: tree, origin, places, hasher)
            self = fork.map { .refuse($0) } ?? .sign(Checkpoint(origin: origin, head: head))
        } catch {
            self = .refuse(.unreadable(error))
        }
    }

    private static func fork(
        of head: TreeHead, in tree: MerkleTree<some TileReader>, _ origin: LogName, _ places: [RememberedCheckpoint], _ hasher: TreeHasher
    ) throws(TreeFailure) -> Fork? {
        for known in places where known.checkpoint.origin != origin { return .otherOrigin(known.checkpoint.origin, in: known.place) }
        if let largest = places.max(by: { $0.checkpoint.head.size < $1.checkpoint.head.size }), largest.checkpoint.head.size > head.size {
            return .smaller(head.size, than: largest.checkpoint.head.size, in: largest.place)
        }
        for known in places {
            let earlier = known.checkpoint.head
            let proof = try tree.consistencyProof(from: earlier.size)
            guard proof.proves(earlier.root, before: head.root, with: hasher) else {
                return .inconsistent(with: earlier.size, in: known.place)
            }
        }
        return nil
    }
}
