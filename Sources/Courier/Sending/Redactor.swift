/// Takes secrets out of what others say: a receiver may well repeat the request in its reply.
struct Redactor: Sendable {
    /// The longest first, so that a part of one is not all that goes.
    private let needles: [[UInt8]]

    /// Shorter texts are no secrets, and stand in every reply by chance.
    private static let shortest = 8
    private static let ellipsis = Array("…".utf8)

    init(_ secrets: [Secret]) {
        let spellings = secrets.map(\.text).flatMap { [$0, $0.replacing("/", with: "\\/"), Self.withoutPercents($0)] }
        needles = Set(spellings.map { Array($0.utf8) }).filter { $0.count >= Self.shortest }.sorted { $0.count > $1.count }
    }

    /// - Parameter isCut: whether the bytes may end in the middle of a secret.
    func redacted(_ bytes: [UInt8], isCut: Bool = false) -> [UInt8] {
        var rest = bytes
        for needle in needles { rest = Self.replacing(needle, in: rest) }
        return isCut ? Self.withoutBeginnings(of: needles, at: rest) : rest
    }

    func redacted(_ text: String) -> String { String(decoding: redacted(Array(text.utf8)), as: UTF8.self) }

    private static func replacing(_ needle: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard let first = needle.first, bytes.count >= needle.count else { return bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == first, bytes[index...].starts(with: needle) {
                result += ellipsis
                index += needle.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// Without the beginning of a secret at the end.
    private static func withoutBeginnings(of needles: [[UInt8]], at bytes: [UInt8]) -> [UInt8] {
        let longest = needles.compactMap { needle in
            (shortest..<max(shortest, needle.count)).reversed().first {
                bytes.count >= $0 && bytes.suffix($0).elementsEqual(needle.prefix($0))
            }
        }.max()
        return Array(bytes.dropLast(longest ?? 0))
    }

    /// The text with `%2F` and the like read.
    private static func withoutPercents(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                result.append(value)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
