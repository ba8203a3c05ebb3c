/// Why nothing can be computed from the tiles of a tree.
package enum TreeFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(TilePlace)
    /// A length that no tile has.
    case malformed(TilePlace, bytes: Int)
    case tooNarrow(TilePlace, width: Int, needed: Int)
    /// The store could not read or write it, and says why.
    case inaccessible(TilePlace, String)
    /// These leaves are no subtree of the tree, or not in it.
    case outside(Range<Int>, size: Int)

    package var description: String {
        switch self {
        case .missing(let place): "\(place) is missing"
        case .malformed(let place, let bytes): "\(place) has \(bytes) bytes, which is no number of hashes up to \(Tile.fullWidth)"
        case .tooNarrow(let place, let width, let needed): "\(place) has \(width) hashes; the tree needs \(needed)"
        case .inaccessible(let place, let reason): "\(place): \(reason)"
        case .outside(let leaves, let size): "leaves \(leaves) are no subtree of a tree of \(size)"
        }
    }
}
