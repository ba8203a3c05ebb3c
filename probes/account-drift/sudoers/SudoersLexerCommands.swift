import ProbeKit

/// Paths, regular expressions, arguments, addresses and digests.
extension SudoersLexer {
    /// Where a path or a regular expression that begins here ends; nil if neither does.
    func commandEnd(_ first: UInt8) -> Int? {
        if first == UInt8(ascii: "/") { return pathEnd() }
        return first == UInt8(ascii: "^") ? expressionEnd() : nil
    }

    private func pathEnd() -> Int? {
        var end = position + 1
        while end < bytes.count {
            if bytes[end] == UInt8(ascii: "\\") {
                guard end + 1 < bytes.count, ",:= \t#".utf8.contains(bytes[end + 1]) else { break }
                end += 2
            } else if ",:= \t\r\n#".utf8.contains(bytes[end]) {
                break
            } else {
                end += 1
            }
        }
        return end > position + 1 ? end : nil
    }

    /// `^…$`: up to the last `$` that may end it.
    private func expressionEnd() -> Int? {
        var end = position + 1
        var last: Int?
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\\"), end + 1 < bytes.count, "#$".utf8.contains(bytes[end + 1]) {
                if bytes[end + 1] == UInt8(ascii: "$") { last = end + 2 }
                end += 2
            } else if byte == UInt8(ascii: "$") {
                return end + 1
            } else if "#\r\n".utf8.contains(byte) {
                return last
            } else {
                end += 1
            }
        }
        return last
    }

    /// The command whose name ends at a place, with its arguments.
    mutating func command(to end: Int, takesArguments: Bool) -> SudoersToken {
        var command = SudoersCommand()
        let raw = bytes[position..<end]
        command.path = raw.first == UInt8(ascii: "^") ? Array(raw) : Self.unescaped(raw)
        position = end
        let isDirectory = raw.last == UInt8(ascii: "/")
        guard takesArguments, !isDirectory else { return .command(command) }
        guard let arguments = takeArguments() else { return .error }
        if arguments.elementsEqual("\"\"".utf8) {
            command.arguments = []
        } else if !arguments.isEmpty {
            command.arguments = arguments
        }
        return .command(command)
    }

    /// Arguments up to `,`, `:`, a comment or the line end, joined by single spaces; nil after a lone backslash.
    private mutating func takeArguments() -> [UInt8]? {
        var arguments: [UInt8] = []
        while true {
            let sawBlank = skipBlanks()
            guard let byte = peek() else { return arguments }
            if "#:,\r\n".utf8.contains(byte) || (byte == UInt8(ascii: "=") && endsArgument(1)) { return arguments }
            if sawBlank, !arguments.isEmpty { arguments.append(UInt8(ascii: " ")) }
            if byte == UInt8(ascii: "\\") {
                guard let next = peek(1) else { return nil }
                if "*?[]!^".utf8.contains(next) {
                    arguments += [byte, next]
                } else if ":\\,= \t#".utf8.contains(next) {
                    arguments.append(next)
                } else {
                    return nil
                }
                position += 2
            } else if arguments.isEmpty, byte == UInt8(ascii: "^") {
                return takeArgumentExpression()
            } else {
                repeat {
                    if let byte = peek() { arguments.append(byte) }
                    position += 1
                } while !endsArgument(0)
            }
        }
    }

    private func endsArgument(_ offset: Int) -> Bool {
        guard let byte = peek(offset) else { return true }
        return "#\\:, \t\r\n".utf8.contains(byte)
    }

    /// All arguments as one expression `^…$`; nil if it does not end on this line.
    private mutating func takeArgumentExpression() -> [UInt8]? {
        var expression: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\\"):
                if skipContinuation() {
                    while let blank = peek(), isBlank(blank) { position += 1 }
                    continue
                }
                expression.append(byte)
                if let next = peek(1) { expression.append(next) }
                position += 2
            case UInt8(ascii: "#"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): return nil
            default:
                expression.append(byte)
                position += 1
                if byte == UInt8(ascii: "$") { return expression }
            }
        }
        return nil
    }

    // MARK: Addresses

    /// Where an address or a network that begins here ends; nil if none does.
    func addressEnd() -> Int? {
        guard let first = peek(), isDigit(first) || isHexDigit(first) || first == UInt8(ascii: ":") else { return nil }
        if let end = version4End(from: position) { return withMask(end, longest: 32) { version4End(from: $0) } }
        if let end = version6End(from: position) { return withMask(end, longest: 128) { version6End(from: $0) } }
        return nil
    }

    mutating func address(to end: Int) -> SudoersToken {
        let text = bytes[position..<end]
        position = end
        var shortenings = 0
        for (one, two) in zip(text, text.dropFirst()) where one == UInt8(ascii: ":") && two == one { shortenings += 1 }
        return shortenings > 1 ? .error : .address(Array(text))
    }

    private func withMask(_ end: Int, longest: Int, address: (Int) -> Int?) -> Int {
        guard end < bytes.count, bytes[end] == UInt8(ascii: "/") else { return end }
        if let mask = address(end + 1) { return mask }
        var digits = end + 1
        while digits < bytes.count, isDigit(bytes[digits]) {
            guard let value = bytes[(end + 1)...digits].decimal, value <= longest else { break }
            digits += 1
        }
        return digits > end + 1 ? digits : end
    }

    private func version4End(from start: Int) -> Int? {
        var end = start
        for octet in 0..<4 {
            if octet > 0 {
                guard end < bytes.count, bytes[end] == UInt8(ascii: ".") else { return nil }
                end += 1
            }
            let digits = end
            while end < bytes.count, end < digits + 3, isDigit(bytes[end]) { end += 1 }
            guard let value = bytes[digits..<end].decimal, value <= 255 else { return nil }
        }
        return end
    }

    /// At least two and at most seven groups of hexadecimal digits with a colon behind each, then one more or an IPv4 address.
    private func version6End(from start: Int) -> Int? {
        var end = start
        var groups = 0
        while groups < 8 {
            var digits = end
            while digits < bytes.count, digits < end + 4, isHexDigit(bytes[digits]) { digits += 1 }
            if groups >= 2, let embedded = version4End(from: end) { return embedded }
            guard groups < 7, digits < bytes.count, bytes[digits] == UInt8(ascii: ":") else { return groups >= 2 ? digits : nil }
            end = digits + 1
            groups += 1
        }
        return nil
    }

    private func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    // MARK: Digests and paths

    /// A digest of so many bytes in hexadecimal or base64; nil if it has another length.
    mutating func digestText(bytes size: Int) -> [UInt8]? {
        skipBlanks()
        let text = bytes[position...].prefix { byte in
            isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "+/=".utf8.contains(byte)
        }
        let isHexadecimal = text.count == 2 * size && text.allSatisfy(isHexDigit)
        let length = text.last == UInt8(ascii: "=") ? 4 * ((size + 2) / 3) : (4 * size + 2) / 3
        guard isHexadecimal || text.count == length else { return nil }
        position = text.endIndex
        return Array(text)
    }

    /// The value of `CWD=` and `CHROOT=`: a path, or a word such as `~` and `*`.
    mutating func pathOrWord() -> [UInt8]? {
        skipBlanks()
        let end = max(commandEnd(peek() ?? 0) ?? 0, wordEnd(from: position))
        guard end > position else { return nil }
        defer { position = end }
        return Self.unescaped(bytes[position..<end])
    }

    /// The path of an include: up to a blank that no backslash escapes, or in quotation marks.
    mutating func includePath() -> [UInt8]? {
        skipBlanks()
        if peek() == UInt8(ascii: "\"") { return quoted() }
        var end = position
        while end < bytes.count, !" \t\r\n".utf8.contains(bytes[end]) {
            let isEscape = bytes[end] == UInt8(ascii: "\\") && end + 1 < bytes.count && isBlank(bytes[end + 1])
            end += isEscape ? 2 : 1
        }
        guard end > position else { return nil }
        defer { position = end }
        return Self.unescaped(bytes[position..<end])
    }
}
