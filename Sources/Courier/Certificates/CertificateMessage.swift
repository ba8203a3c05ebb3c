package import ProbeKit

/// The Certificate message of a server: RFC 5246, section 7.4.2, and RFC 8446, section 4.4.2.
package struct CertificateMessage: Hashable, Sendable {
    /// The certificates in the order in which they stand there, whatever they hold.
    package private(set) var certificates: [[UInt8]] = []
    /// Whether an OCSP response stands beside the first of them: TLS 1.3 only.
    package private(set) var isStapled = false
    /// Whether the message could be read to its end.
    package private(set) var isWhole = false

    private static let statusRequest = 5

    /// - Parameter body: the message without its header of four bytes.
    package init(parsing body: some Collection<UInt8>, version: TLSVersion) {
        var rest = LengthReader(Array(body)[...])
        if version >= .tls13 { guard rest.next(lengthBytes: 1) != nil else { return } }
        guard var list = rest.next(lengthBytes: 3).map(LengthReader.init), rest.isEmpty else { return }
        while !list.isEmpty {
            guard let certificate = list.next(lengthBytes: 3) else { return }
            certificates.append(Array(certificate))
            guard version >= .tls13 else { continue }
            guard let extensions = list.next(lengthBytes: 2) else { return }
            if certificates.count == 1 { isStapled = Self.holdsStatus(extensions) }
        }
        isWhole = true
    }

    private static func holdsStatus(_ extensions: ArraySlice<UInt8>) -> Bool {
        var rest = LengthReader(extensions)
        while let kind = rest.number(bytes: 2), let content = rest.next(lengthBytes: 2) {
            if kind == statusRequest { return !content.isEmpty }
        }
        return false
    }
}

/// Reads fields that begin with their length, in network order.
struct LengthReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isEmpty: Bool { rest.isEmpty }

    /// A number of up to four bytes; nil where there are fewer.
    mutating func number(bytes count: Int) -> Int? {
        guard rest.count >= count else { return nil }
        let value = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(count)
        return value
    }

    /// A field with a length of so many bytes before it; nil where there is less than it says.
    mutating func next(lengthBytes: Int) -> ArraySlice<UInt8>? {
        guard let length = number(bytes: lengthBytes), rest.count >= length else { return nil }
        let field = rest.prefix(length)
        rest = rest.dropFirst(length)
        return field
    }
}
