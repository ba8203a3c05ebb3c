/// The rules for text that somebody with an account on the host may have written.
extension String {
    /// One line without controls, bidirectional overrides and characters of no width: those can forge a line, or hide one.
    /// Line ends and tabs become spaces.
    var plain: String {
        var plain = UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: plain.append(" ")
            case 0x00..<0x20, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
                0xE0000...0xE007F:
                continue
            default: plain.append(scalar)
            }
        }
        return String(plain)
    }

    /// ASCII letters and digits alone, for what receivers compare and nobody reads.
    func alphanumeric(limit: Int) -> String {
        String(unicodeScalars.lazy.filter { $0.isASCII && $0.properties.isAlphanumeric }.prefix(limit).map(Character.init))
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isAlphanumeric: Bool { isAlphabetic || numericType != nil }
}

/// How one destination takes text: what is disarmed, and what is escaped.
struct TextForm: Sendable {
    var disarmed: Set<Trigger> = []
    /// What stands for a scalar; nil where it stands for itself.
    var escape: @Sendable (Unicode.Scalar) -> String? = { _ in nil }

    /// What a receiver acts on and has no escape for. U+2060, which is invisible and no space, is put in its way.
    enum Trigger: Hashable, Sendable {
        /// `@name`, `<!channel>` and `<@id>`.
        case mention
        /// `https://…` and `www.…`.
        case link
        /// `name.tld` alone. Only for texts that nobody copies a path from.
        case domain
        /// The end of a code block.
        case backtick
    }

    /// Bytes of `… (… more characters)`.
    private static let endingLimit = 48

    /// The text in at most so many bytes of UTF-8, which are never fewer than characters of whatever kind a vendor counts. What is longer
    /// ends in `… (23 more characters)`, and is cut between two characters and never within an escape.
    func text(_ raw: String, limit: Int) -> String {
        let plain = disarming(raw.plain)
        let whole = escaped(Substring(plain))
        guard whole.utf8.count > limit else { return whole }
        var kept = ""
        var end = plain.startIndex
        while end < plain.endIndex {
            let next = plain.index(after: end)
            let piece = escaped(plain[end..<next])
            guard kept.utf8.count + piece.utf8.count <= limit - Self.endingLimit else { break }
            kept += piece
            end = next
        }
        let count = plain[end...].count
        return "\(kept)… (\(count) more \(count == 1 ? "character" : "characters"))"
    }

    private func escaped(_ text: Substring) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let escape = escape(scalar) { result.append(contentsOf: escape.unicodeScalars) } else { result.append(scalar) }
        }
        return String(result)
    }

    private static let joiner: Unicode.Scalar = "\u{2060}"

    private func disarming(_ text: String) -> String {
        guard !disarmed.isEmpty else { return text }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            result.append(scalar)
            if isTrigger(scalars, at: place) { result.append(Self.joiner) }
        }
        return String(result)
    }

    private func isTrigger(_ scalars: [Unicode.Scalar], at place: Int) -> Bool {
        let next = place + 1 < scalars.count ? scalars[place + 1] : " "
        switch scalars[place] {
        case "@", "<": return disarmed.contains(.mention)
        case ":": return disarmed.contains(.link) && next == "/"
        case "w", "W": return disarmed.contains(.link) && next == "." && followsTwo(scalars, place)
        case ".": return disarmed.contains(.domain)
        case "`": return disarmed.contains(.backtick)
        case _: return false
        }
    }

    private func followsTwo(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        place >= 2 && scalars[place - 2..<place].allSatisfy { $0 == "w" || $0 == "W" }
    }
}

extension TextForm {
    /// Nothing is parsed where the text goes.
    static let verbatim = TextForm()

    /// `&`, `<` and `>` as entities, and nothing else.
    static let angles = TextForm(escape: { scalar in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case _: nil
        }
    })

    /// Text of HTML, also within the quotation marks of an attribute.
    static let html = TextForm(
        disarmed: [.mention, .link],
        escape: { scalar in
            switch scalar {
            case "\"": "&quot;"
            case "'": "&#39;"
            case _: angles.escape(scalar)
            }
        })
}
