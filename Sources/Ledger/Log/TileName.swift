internal import ProbeKit

/// The name of a tile or of a bundle of entries below the prefix of a log: tlog-tiles, `tile/1/x001/234.p/5` and
/// `tile/entries/x001/234`.
package struct TileName: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// Level 0 to 63.
        case hashes(level: Int)
        case entries
    }

    package let content: Content
    package let index: Int
    /// From 1 to 256; 256 is a full tile.
    package let width: Int

    package init(_ content: Content, index: Int, width: Int) {
        self.content = content
        self.index = index
        self.width = width
    }

    /// Reads a path, in the one way in which each is written; nil for anything else.
    package init?(path: String) {
        let elements = path.split(separator: "/", omittingEmptySubsequences: false)
        guard elements.count >= 3, elements[0] == "tile", let content = Content(elements[1]) else { return nil }
        var digits = elements[2...].joined()
        var width = Tile.fullWidth
        if let last = elements.last, elements[elements.count - 2].hasSuffix(".p") {
            guard let partial = Array(last.utf8)[...].decimal, 1..<Tile.fullWidth ~= partial else { return nil }
            width = partial
            digits = elements[2...].dropLast().joined()
            digits.removeLast(2)
        }
        digits.removeAll { $0 == "x" }
        guard let index = Array(digits.utf8)[...].decimal else { return nil }
        self.init(content, index: index, width: width)
        // Zeros too many, and marks in other places, would be second names.
        guard Array(self.path.utf8) == Array(path.utf8) else { return nil }
    }

    /// Below the prefix of the log, without a slash before it.
    package var path: String {
        var elements: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            let padded = String(repeating: "0", count: 3 - digits.count) + digits
            elements.insert(elements.isEmpty ? padded : "x" + padded, at: 0)
            rest /= 1000
        } while rest > 0
        let partial = width == Tile.fullWidth ? "" : ".p/\(width)"
        return "tile/\(content.element)/" + elements.joined(separator: "/") + partial
    }
}

extension TileName.Content {
    fileprivate init?(_ element: Substring) {
        if element == "entries" {
            self = .entries
        } else {
            guard let level = Array(element.utf8)[...].decimal, 0...63 ~= level else { return nil }
            self = .hashes(level: level)
        }
    }

    fileprivate var element: String {
        switch self {
        case .hashes(let level): String(level)
        case .entries: "entries"
        }
    }
}
