import ProbeKit

extension SudoersLexer {
    /// The next token of a rule or an alias, blanks skipped.
    mutating func next() -> SudoersToken {
        while true {
            skipBlanks()
            if takeLineEnd() { return .newline }
            guard peek() == UInt8(ascii: "!") else { return token(takesArguments: true) }
            if takeNot() { return .not }
        }
    }

    /// A run of `!`; whether it negates.
    mutating func takeNot() -> Bool {
        var count = 0
        while peek() == UInt8(ascii: "!") {
            position += 1
            count += 1
        }
        return count % 2 == 1
    }

    /// The token that begins here.
    mutating func token(takesArguments: Bool) -> SudoersToken {
        guard let first = peek() else { return .end }
        if let end = addressEnd(), end >= wordEnd(from: position) { return address(to: end) }
        switch first {
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: "="): return single(.equals)
        case UInt8(ascii: ":"): return single(.colon)
        case UInt8(ascii: "("): return single(.open)
        case UInt8(ascii: ")"): return single(.close)
        case UInt8(ascii: "\""): return quoted().map(Self.named) ?? .error
        case UInt8(ascii: "#"): return number()
        case UInt8(ascii: "+"): return prefixed(1) { .netgroup($0) }
        case UInt8(ascii: "%"): return group()
        default: break
        }
        if let tag = takeTag() { return .tag(tag) }
        let end = wordEnd(from: position)
        if let path = commandEnd(first), path >= end { return command(to: path, takesArguments: takesArguments) }
        return word(to: end, takesArguments: takesArguments)
    }

    private mutating func single(_ token: SudoersToken) -> SudoersToken {
        position += 1
        return token
    }

    private mutating func number() -> SudoersToken {
        guard let end = numberEnd(from: position) else { return .error }
        defer { position = end }
        return .word(Array(bytes[position..<end]))
    }

    private mutating func group() -> SudoersToken {
        let name = peek(1) == UInt8(ascii: ":") ? position + 2 : position + 1
        if let end = numberEnd(from: name) {
            defer { position = end }
            return .group(Array(bytes[(position + 1)..<end]))
        }
        guard wordEnd(from: name) > name else { return .error }
        let mark = Array(bytes[(position + 1)..<name])
        return prefixed(name - position) { .group(mark + $0) }
    }

    private mutating func prefixed(_ length: Int, make: ([UInt8]) -> SudoersToken) -> SudoersToken {
        let start = position + length
        let end = wordEnd(from: start)
        guard end > start else { return .error }
        position = end
        return make(Self.unescaped(bytes[start..<end]))
    }

    /// A name in quotation marks may be a group or a netgroup too.
    private static func named(_ text: [UInt8]) -> SudoersToken {
        switch text.first {
        case UInt8(ascii: "%"):
            let name = text.dropFirst()
            return name.isEmpty || name.elementsEqual(":".utf8) ? .error : .group(Array(name))
        case UInt8(ascii: "+"): return text.count == 1 ? .error : .netgroup(Array(text.dropFirst()))
        default: return .word(text)
        }
    }

    private mutating func word(to end: Int, takesArguments: Bool) -> SudoersToken {
        guard end > position else {
            position += 1
            return .error
        }
        let raw = bytes[position..<end]
        if raw.elementsEqual("sudoedit".utf8) { return command(to: end, takesArguments: takesArguments) }
        position = end
        if raw.elementsEqual("ALL".utf8) { return .all }
        if let option = SudoersOption.allCases.first(where: { raw.elementsEqual($0.rawValue.utf8) }) { return .option(option) }
        for (name, size) in [("sha224", 28), ("sha256", 32), ("sha384", 48), ("sha512", 64)] where raw.elementsEqual(name.utf8) {
            return .digest(name, bytes: size)
        }
        return Self.isAlias(raw) ? .alias(Array(raw)) : .word(Self.unescaped(raw))
    }

    private static func isAlias(_ word: ArraySlice<UInt8>) -> Bool {
        let isCapital = { (byte: UInt8) in (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
        guard let first = word.first, isCapital(first) else { return false }
        return word.allSatisfy { isCapital($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_") }
    }

    /// `NOPASSWD:` and its kin, blanks before the colon allowed.
    private mutating func takeTag() -> SudoersTag? {
        var end = position
        while end < bytes.count, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[end]) || bytes[end] == UInt8(ascii: "_") {
            end += 1
        }
        let name = bytes[position..<end]
        guard let tag = SudoersTag.allCases.first(where: { name.elementsEqual($0.rawValue.utf8) }) else { return nil }
        while end < bytes.count, isBlank(bytes[end]) { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: ":") else { return nil }
        position = end + 1
        return tag
    }

    // MARK: Quotes and escapes

    /// Text in quotation marks, in which `\"` is a quotation mark and a line may be continued; nil if it is empty or has no end.
    mutating func quoted() -> [UInt8]? {
        var text: [UInt8] = []
        position += 1
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return text.isEmpty ? nil : text
            case UInt8(ascii: "\n"): return nil
            case UInt8(ascii: "\\"):
                if skipContinuation() {
                    while let blank = peek(), isBlank(blank) { position += 1 }
                } else if peek(1) == UInt8(ascii: "\"") {
                    text.append(UInt8(ascii: "\""))
                    position += 2
                } else {
                    text.append(byte)
                    position += 1
                }
            default:
                text.append(byte)
                position += 1
            }
        }
        return nil
    }

    /// A word without its backslashes; `\x41` is a byte in hexadecimal.
    static func unescaped(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        guard raw.contains(UInt8(ascii: "\\")) else { return Array(raw) }
        var text: [UInt8] = []
        var rest = raw
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
                text.append(byte)
                continue
            }
            if next == UInt8(ascii: "x"), rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                text.append(value)
                rest = rest.dropFirst(2)
            } else {
                text.append(next)
            }
        }
        return text
    }
}
