/// The four stacks of a PAM service.
enum PamType: String, CaseIterable, Hashable, Sendable {
    case auth, account, password, session
}

/// One line of a PAM file, continued lines joined.
struct PamLine: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case module(path: ArraySlice<UInt8>, arguments: [ArraySlice<UInt8>])
        /// `include` or `substack`: the lines of one type of another file. Without a name nothing can be included.
        case include(ArraySlice<UInt8>?, isSubstack: Bool)
        /// Debian's `@include`: another file as it is.
        case includeAll(ArraySlice<UInt8>?)
        /// No module is named: a module that must fail.
        case bad
    }

    var number = 0
    /// The service that a line of pam.conf is for; empty in a file of pam.d.
    var service = ""
    /// nil where the line names no type that there is, and for `@include`.
    var type: PamType?
    var control = PamControl()
    var content: Content

    /// Reads the fields of one line.
    init(parsing line: ArraySlice<UInt8>, number: Int, hasService: Bool) {
        var words = PamWords(line)
        self.number = number
        content = .bad
        if hasService { service = words.next()?.smallText ?? "" }
        guard var first = words.next() else { return }
        if first.first == UInt8(ascii: "-") { first = first.dropFirst() }
        if first.smallText == "@include" {
            content = .includeAll(words.next())
            return
        }
        type = PamType(rawValue: first.smallText)
        guard let field = words.next() else { return }
        let keyword = field.smallText
        if keyword == "include" || keyword == "substack" {
            content = .include(words.next(), isSubstack: keyword == "substack")
            return
        }
        control = PamControl(parsing: field)
        guard type != nil, let path = words.next() else { return }
        content = .module(path: path, arguments: words.rest())
    }
}

/// The words of a line: white space separates, and `[a b]` is one word in which `\]` stands for `]`.
struct PamWords {
    private var remaining: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) { remaining = line }

    /// The next word without its brackets; nil after the last.
    mutating func next() -> ArraySlice<UInt8>? {
        remaining = remaining.drop(while: Self.isSpace)
        guard let first = remaining.first else { return nil }
        if first == UInt8(ascii: "[") { return bracketed() }
        let word = remaining.prefix { !Self.isSpace($0) }
        remaining = remaining[word.endIndex...]
        return word
    }

    /// Every word that is left.
    mutating func rest() -> [ArraySlice<UInt8>] {
        var words: [ArraySlice<UInt8>] = []
        while let word = next() { words.append(word) }
        return words
    }

    private mutating func bracketed() -> ArraySlice<UInt8> {
        var word: [UInt8] = []
        var position = remaining.index(after: remaining.startIndex)
        while position < remaining.endIndex, remaining[position] != UInt8(ascii: "]") {
            let following = position + 1
            if remaining[position] == UInt8(ascii: "\\"), following < remaining.endIndex, remaining[following] == UInt8(ascii: "]") {
                position = following
            }
            word.append(remaining[position])
            position += 1
        }
        remaining = remaining[Swift.min(position + 1, remaining.endIndex)...]
        return word[...]
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
    }
}
