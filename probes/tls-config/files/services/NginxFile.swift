import ProbeKit

/// One directive of nginx, with its block if it has one.
struct NginxDirective {
    let name: [UInt8]
    let arguments: [[UInt8]]
    let line: ConfigurationScan.Line
    var block: [NginxDirective]?
}

/// Reads the syntax of nginx.conf: ngx_conf_read_token() decides, since no manual has the grammar.
struct NginxFile {
    private enum Token {
        case word([UInt8])
        case semicolon, open, close, end
    }

    private struct Malformed: Error {}

    private let path: HostPath
    private var rest: ArraySlice<UInt8>
    private var number = 1
    private static let depthLimit = 64

    /// The directives of a file; nil where its syntax is broken.
    static func directives(_ file: File) -> [NginxDirective]? {
        var reader = NginxFile(path: file.path, rest: file.bytes[...])
        return try? reader.block(depth: 0)
    }

    private init(path: HostPath, rest: ArraySlice<UInt8>) {
        self.path = path
        self.rest = rest
    }

    /// Up to the brace that closes it, or to the end of the file.
    private mutating func block(depth: Int) throws(Malformed) -> [NginxDirective] {
        guard depth <= Self.depthLimit else { throw Malformed() }
        var directives: [NginxDirective] = []
        var words: [[UInt8]] = []
        var line = number
        while true {
            switch try next() {
            case .word(let word):
                if words.isEmpty { line = number }
                words.append(word)
            case .semicolon where words.isEmpty: throw Malformed()
            case .open where words.isEmpty: throw Malformed()
            case .semicolon:
                directives.append(directive(words, line, nil))
                words = []
            case .open:
                let isForeign = words[0].reversed().starts(with: "kcolb_aul_yb_".utf8)
                directives.append(directive(words, line, isForeign ? try skipForeign() : try block(depth: depth + 1)))
                words = []
            case .close:
                guard words.isEmpty, depth > 0 else { throw Malformed() }
                return directives
            case .end:
                guard words.isEmpty, depth == 0 else { throw Malformed() }
                return directives
            }
        }
    }

    private func directive(_ words: [[UInt8]], _ line: Int, _ block: [NginxDirective]?) -> NginxDirective {
        NginxDirective(name: words[0], arguments: Array(words.dropFirst()), line: .init(path: path, number: line), block: block)
    }

    /// Passes over Lua, whose braces balance.
    private mutating func skipForeign() throws(Malformed) -> [NginxDirective] {
        var depth = 1
        while depth > 0 {
            guard let byte = rest.popFirst() else { throw Malformed() }
            if byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "}") { depth -= 1 }
            if byte == UInt8(ascii: "\n") { number += 1 }
        }
        return []
    }

    private mutating func next() throws(Malformed) -> Token {
        while let byte = rest.first {
            switch byte {
            case UInt8(ascii: "\n"): number += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            case UInt8(ascii: "#"):
                rest = rest.drop { $0 != UInt8(ascii: "\n") }
                continue
            case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                rest = rest.dropFirst()
                return byte == UInt8(ascii: ";") ? .semicolon : byte == UInt8(ascii: "{") ? .open : .close
            case UInt8(ascii: "\""), UInt8(ascii: "'"): return .word(try quoted(byte))
            default: return .word(bare())
            }
            rest = rest.dropFirst()
        }
        return .end
    }

    private mutating func quoted(_ quote: UInt8) throws(Malformed) -> [UInt8] {
        rest = rest.dropFirst()
        var word: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == quote {
                // Nothing may stick to a quoted word.
                guard rest.first.map({ ConfigurationWords.isSpace($0) || ";{)".utf8.contains($0) }) ?? true else { throw Malformed() }
                return word
            }
            if byte == UInt8(ascii: "\n") { number += 1 }
            word.append(byte == UInt8(ascii: "\\") ? escaped() ?? byte : byte)
        }
        throw Malformed()
    }

    private mutating func bare() -> [UInt8] {
        var word: [UInt8] = []
        while let byte = rest.first {
            let isVariable = byte == UInt8(ascii: "{") && word.last == UInt8(ascii: "$")
            if ConfigurationWords.isSpace(byte) || byte == UInt8(ascii: ";") || (byte == UInt8(ascii: "{") && !isVariable) { break }
            rest = rest.dropFirst()
            word.append(byte == UInt8(ascii: "\\") ? escaped() ?? byte : byte)
        }
        return word
    }

    /// What a backslash and the next byte stand for; nil where the backslash stands for itself.
    private mutating func escaped() -> UInt8? {
        let plain: UInt8? =
            switch rest.first {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): rest.first
            case UInt8(ascii: "t"): UInt8(ascii: "\t")
            case UInt8(ascii: "r"): UInt8(ascii: "\r")
            case UInt8(ascii: "n"): UInt8(ascii: "\n")
            default: nil
            }
        if plain != nil { rest = rest.dropFirst() }
        return plain
    }
}
