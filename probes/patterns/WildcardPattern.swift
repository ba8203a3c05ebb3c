/// A shell wildcard pattern: `*`, `?`, and `[…]` where asked for; linear in the product of both lengths at worst.
struct WildcardPattern {
    private let pattern: [UInt8]
    private let hasClasses: Bool

    /// - Parameter classes: whether `[…]` is a class of characters, as in glob(7), or stands for itself.
    init(_ pattern: some Sequence<UInt8>, classes: Bool) {
        self.pattern = Array(pattern)
        hasClasses = classes
    }

    func matches(_ text: some Sequence<UInt8>) -> Bool {
        let text = Array(text)
        var place = 0
        var mark = 0
        // Where to go on when the last star has to take one more character.
        var retry: (place: Int, mark: Int)?
        while place < text.count {
            if mark < pattern.count, pattern[mark] == UInt8(ascii: "*") {
                retry = (place, mark)
                mark += 1
            } else if let next = step(mark, text[place]) {
                mark = next
                place += 1
            } else if let last = retry {
                place = last.place + 1
                mark = last.mark + 1
                retry = (place, last.mark)
            } else {
                return false
            }
        }
        return pattern[min(mark, pattern.count)...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// The place in the pattern behind the element that takes a character; nil if it does not.
    private func step(_ mark: Int, _ byte: UInt8) -> Int? {
        guard mark < pattern.count else { return nil }
        switch pattern[mark] {
        case UInt8(ascii: "?"): return mark + 1
        case UInt8(ascii: "\\") where hasClasses && mark + 1 < pattern.count: return pattern[mark + 1] == byte ? mark + 2 : nil
        case UInt8(ascii: "[") where hasClasses:
            guard let end = pattern[min(mark + 2, pattern.count)...].firstIndex(of: UInt8(ascii: "]")) else {
                return pattern[mark] == byte ? mark + 1 : nil
            }
            return isMember(byte, of: pattern[(mark + 1)..<end]) ? end + 1 : nil
        default: return pattern[mark] == byte ? mark + 1 : nil
        }
    }

    private func isMember(_ byte: UInt8, of members: ArraySlice<UInt8>) -> Bool {
        var rest = members
        let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if isNegated { rest = rest.dropFirst() }
        while let low = rest.popFirst() {
            var high = low
            if rest.first == UInt8(ascii: "-"), rest.count > 1 {
                rest = rest.dropFirst()
                high = rest.removeFirst()
            }
            if low <= byte, byte <= high { return !isNegated }
        }
        return isNegated
    }
}

extension Sequence<UInt8> {
    /// Whether wildcards of glob(7) are among the bytes.
    var hasWildcard: Bool { contains { "*?[".utf8.contains($0) } }
}
