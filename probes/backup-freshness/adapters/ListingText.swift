import Controls
import ProbeKit

/// What a tool printed about its points, and what is known before a word of it is read.
struct ListingText: Sendable {
    let bytes: [UInt8]
    /// No points yet: where the text comes from, when it was made, and why it cannot be used.
    let listing: BackupListing

    init(_ bytes: [UInt8], _ listing: BackupListing) {
        self.bytes = bytes
        self.listing = listing
    }

    /// Reads the text; what is not the JSON that was expected is a gap, and nothing of it counts.
    func read(_ reading: (ListingText) throws(JSONProblem) -> BackupListing) -> BackupListing {
        if listing.gap != nil { return listing }
        do throws(JSONProblem) {
            return try reading(self)
        } catch {
            var unread = listing
            unread.gap = Unread(listing.source, .parseError, error.description, line: error.line)
            return unread
        }
    }
}

extension BackupListing {
    /// Something a reader should know besides; the first few count.
    mutating func remark(_ text: String) {
        if remarks.count < 8 { remarks.append(text) }
    }

    /// Says which keys of the set narrow nothing here.
    mutating func remark(unused keys: [(key: String, isThere: Bool)], by tool: String) {
        for (key, isThere) in keys where isThere { remark("\(key)= narrows nothing here: \(tool) knows no such thing") }
    }
}

extension String {
    /// What another program said, fit for evidence: its first line, escaped, and not too long.
    var quoted: String {
        let line = utf8.prefix { $0 != UInt8(ascii: "\n") }
        return Subject.escaping(Array(line.prefix(240)))
    }
}
