/// Takes numbers and stretches off the front of bytes from the network; nil wherever the bytes do not reach.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = Array(bytes)[...] }

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }
    var remaining: Int { rest.count }

    mutating func byte() -> UInt8? { rest.popFirst() }

    /// A number of so many bytes, at most 4, in network order.
    mutating func number(bytes count: Int) -> Int? { bytes(count)?.reduce(0) { $0 << 8 | Int($1) } }

    mutating func number16() -> UInt16? { number(bytes: 2).map { UInt16(truncatingIfNeeded: $0) } }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A stretch behind its own length, as TLS writes vectors (RFC 8446, section 3.4).
    mutating func vector(lengthBytes: Int) -> ArraySlice<UInt8>? {
        guard let count = number(bytes: lengthBytes) else { return nil }
        return bytes(count)
    }
}

extension [UInt8] {
    /// The lowest bytes of a number in network order.
    init(_ number: Int, bytes count: Int) {
        self = (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// These bytes behind their length.
    func vector(lengthBytes: Int) -> [UInt8] { [UInt8](count, bytes: lengthBytes) + self }
}
