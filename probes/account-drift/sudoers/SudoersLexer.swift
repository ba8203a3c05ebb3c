import ProbeKit

/// Takes a sudoers file apart as sudo's own scanner does: at each place the longest token wins.
struct SudoersLexer {
    /// What a logical line begins with.
    enum Opening {
        case include(isDirectory: Bool)
        case defaults(SudoersDefaults.Binding?)
        case aliases(SudoersAlias.Kind)
        /// A rule, an empty line, or an error: what ``next()`` says.
        case other
    }

    let bytes: [UInt8]
    var position = 0
    /// The line in which ``position`` lies, from 1.
    private(set) var line = 1
    /// Where the physical line begins; nil after a continuation, where no directive may stand.
    private var lineStart: Int? = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether a physical line begins here.
    var isAtLineStart: Bool { lineStart == position }

    func peek(_ offset: Int = 0) -> UInt8? {
        let place = position + offset
        return place < bytes.count ? bytes[place] : nil
    }

    // MARK: Lines

    /// Recognises the directive at the beginning of a line, and moves behind its keyword.
    mutating func opening() -> Opening {
        if lineStart == position, let isDirectory = hashInclude() { return .include(isDirectory: isDirectory) }
        skipBlanks()
        let end = wordEnd(from: position)
        let word = bytes[position..<end]
        if word.starts(with: "Defaults".utf8), let binding = defaultsBinding(word) { return .defaults(binding) }
        if word.elementsEqual("@include".utf8) || word.elementsEqual("@includedir".utf8) {
            position = end
            return .include(isDirectory: word.count > 8)
        }
        if let kind = SudoersAlias.Kind(keyword: word) {
            position = end
            return .aliases(kind)
        }
        return .other
    }

    /// `#include` and `#includedir` count only at the very beginning of a line and before a blank.
    private mutating func hashInclude() -> Bool? {
        for (keyword, isDirectory) in [("#include", false), ("#includedir", true)] {
            let end = position + keyword.utf8.count
            guard bytes[position...].starts(with: keyword.utf8), end < bytes.count, isBlank(bytes[end]) else { continue }
            position = end
            return isDirectory
        }
        return nil
    }

    /// The binding of a `Defaults` line, nil inside for none; nil where the word is just a name such as `Defaultsx`.
    private mutating func defaultsBinding(_ word: ArraySlice<UInt8>) -> SudoersDefaults.Binding?? {
        let after = position + 8
        if after < bytes.count, let binding = SudoersDefaults.Binding(mark: bytes[after]) {
            var start = after + 1
            while start < bytes.count, isBlank(bytes[start]) { start += 1 }
            var name = start
            while name < bytes.count, bytes[name] == UInt8(ascii: "!") || bytes[name] == UInt8(ascii: "\"") { name += 1 }
            if name < bytes.count, wordEnd(from: name) > name || bytes[name] == UInt8(ascii: "#") {
                position = start
                return .some(binding)
            }
        }
        guard word.count == 8 else { return nil }
        position = after
        return .some(nil)
    }

    /// Moves behind the end of the logical line, as sudo does after an error.
    mutating func skipLine() {
        while let byte = peek() {
            if byte == UInt8(ascii: "\\"), skipContinuation() { continue }
            position += 1
            if byte == UInt8(ascii: "\n") {
                startLine()
                return
            }
        }
    }

    private mutating func startLine() {
        line += 1
        lineStart = position
    }

    // MARK: Blanks

    /// Moves over blanks and continued line ends. Returns whether there were any.
    @discardableResult
    mutating func skipBlanks() -> Bool {
        let start = position
        while let byte = peek() {
            if isBlank(byte) { position += 1 } else if byte != UInt8(ascii: "\\") || !skipContinuation() { break }
        }
        return position > start
    }

    /// A backslash, blanks and a line end: moves behind them.
    mutating func skipContinuation() -> Bool {
        var end = position + 1
        while end < bytes.count, isBlank(bytes[end]) { end += 1 }
        if end < bytes.count, bytes[end] == UInt8(ascii: "\r") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\n") else { return false }
        position = end + 1
        line += 1
        lineStart = nil
        return true
    }

    /// A line end, or a comment up to it, or the end of the file.
    mutating func takeLineEnd() -> Bool {
        guard let byte = peek() else { return true }
        switch byte {
        case UInt8(ascii: "\r") where peek(1) == UInt8(ascii: "\n"): position += 2
        case UInt8(ascii: "\n"): position += 1
        case UInt8(ascii: "#") where numberEnd(from: position) == nil:
            while let next = peek(), next != UInt8(ascii: "\n") { position += 1 }
            if position < bytes.count { position += 1 }
        default: return false
        }
        startLine()
        return true
    }

    // MARK: Extents

    /// Where the word that begins at a place ends: the place itself if there is none.
    func wordEnd(from start: Int) -> Int {
        var end = start
        while end < bytes.count {
            if bytes[end] == UInt8(ascii: "\\") {
                guard end + 1 < bytes.count, bytes[end + 1] != UInt8(ascii: "\t"), bytes[end + 1] != UInt8(ascii: "\n") else { break }
                end += 2
            } else if "#>!=:,() \t\r\n\"".utf8.contains(bytes[end]) {
                break
            } else {
                end += 1
            }
        }
        return end
    }

    /// Where `#1000` or `#-1` ends; nil if this `#` begins a comment.
    func numberEnd(from start: Int) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "#") else { return nil }
        var end = start + 1
        if end < bytes.count, bytes[end] == UInt8(ascii: "-") { end += 1 }
        let digits = end
        while end < bytes.count, isDigit(bytes[end]) { end += 1 }
        return end > digits ? end : nil
    }

    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
