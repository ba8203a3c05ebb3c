/// Where the tiles of a log are kept.
package protocol TileReader {
    /// The bytes of a tile as it was last written, full or not; nil where there is none.
    func bytes(of place: TilePlace) throws(TreeFailure) -> [UInt8]?
}

/// Where the tiles of a log are kept, and new ones written. A tile replaces a narrower one of the same place, which it begins with.
package protocol TileStore: TileReader {
    mutating func write(_ tile: Tile) throws(TreeFailure)
}
