/// A number of bytes: `64M`, `2G`; K, M, G and T count by 1024.
package struct ByteSize: Hashable, Sendable {
    package let bytes: Int64

    package init(bytes: Int64) { self.bytes = bytes }

    /// Reads digits with at most one of the four letters; nil for anything else and for more than 2^63 - 1.
    package init?(_ text: String) {
        let shifts: [Character: Int64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
        let factor = text.last.flatMap { shifts[$0] }
        let digits = factor == nil ? Substring(text) : text.dropLast()
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int64(digits) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor ?? 1)
        guard !overflow else { return nil }
        bytes = product
    }
}

/// A part of a whole, from 0 to 1: `50%` or `1/6`.
package struct Share: Hashable, Sendable {
    package let numerator: Int
    package let denominator: Int

    /// One of so many equal parts.
    package init(oneOf parts: Int) {
        numerator = 1
        denominator = max(1, parts)
    }

    /// Reads a percentage or a fraction; nil for anything else and for more than the whole.
    package init?(_ text: String) {
        let parts = text.hasSuffix("%") ? [text.dropLast(), "100"] : text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let numerator = Int(parts[0]), let denominator = Int(parts[1]), denominator > 0, numerator <= denominator
        else { return nil }
        self.numerator = numerator
        self.denominator = denominator
    }

    /// That part of an amount, rounded down.
    package func of(_ amount: Int64) -> Int64 {
        let (whole, rest) = amount.quotientAndRemainder(dividingBy: Int64(denominator))
        return whole * Int64(numerator) + rest * Int64(numerator) / Int64(denominator)
    }
}
