package import ProbeKit

/// What files should hold, in the format of sha256sum(1).
package struct ChecksumList: Sendable {
    package struct Entry: Hashable, Sendable {
        /// Relative, and never leading out of where it starts.
        package let path: HostPath
        /// 32 bytes.
        package let digest: [UInt8]
    }

    /// Each path once, in the order of their first lines.
    package private(set) var entries: [Entry] = []

    /// How much is read before it counts as hostile.
    package static let limits = ReadLimits(bytes: 1 << 30, lines: 1 << 22)

    /// Why a text is no such list.
    package struct Problem: Error, Hashable, Sendable {
        /// From 1.
        package let line: Int
        package let text: String
    }

    /// Reads `HASH  path` and `HASH *path`, where a backslash before the hash says that the path is escaped; comments begin with `#`.
    package init(parsing bytes: [UInt8]) throws(Problem) {
        var digests: [[ArraySlice<UInt8>]: [UInt8]] = [:]
        for (number, line) in ByteLines(bytes) where line.first != UInt8(ascii: "#") {
            let entry = try Self.entry(line, number)
            guard let before = digests.updateValue(entry.digest, forKey: entry.path.components) else {
                entries.append(entry)
                continue
            }
            guard before == entry.digest else {
                throw Problem(line: number, text: "\(entry.path.escaped) stands in it with another hash already")
            }
        }
    }

    private static func entry(_ line: ArraySlice<UInt8>, _ number: Int) throws(Problem) -> Entry {
        let isEscaped = line.first == UInt8(ascii: "\\")
        let rest = isEscaped ? line.dropFirst() : line
        guard let digest = digest(rest.prefix(64)) else { throw Problem(line: number, text: "it begins with no SHA-256 of 64 digits") }
        let marks = rest.dropFirst(64).prefix(2)
        guard marks.elementsEqual("  ".utf8) || marks.elementsEqual(" *".utf8) else {
            throw Problem(line: number, text: "behind the hash stand not two characters of white space")
        }
        let name = rest.dropFirst(66)
        guard let bytes = isEscaped ? unescaped(name) : Array(name), !bytes.isEmpty, !bytes.contains(0) else {
            throw Problem(line: number, text: "the name is empty or wrongly escaped")
        }
        let path = HostPath(bytes)
        guard !path.isAbsolute, !path.components.contains(where: { $0.elementsEqual("..".utf8) }), !path.components.isEmpty else {
            let way = "make the list with `cd DIR && find . -type f -exec sha256sum {} +`"
            throw Problem(line: number, text: "the path \(path.escaped) does not lie below a directory; \(way)")
        }
        return Entry(path: path, digest: digest)
    }

    private static func digest(_ digits: ArraySlice<UInt8>) -> [UInt8]? {
        let values = digits.compactMap { Character(Unicode.Scalar($0)).hexDigitValue.flatMap { UInt8(exactly: $0) } }
        guard values.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    private static func unescaped(_ name: ArraySlice<UInt8>) -> [UInt8]? {
        let plain: [UInt8: UInt8] = [UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D]
        var bytes: [UInt8] = []
        var isMark = false
        for byte in name {
            if isMark {
                guard let meant = plain[byte] else { return nil }
                bytes.append(meant)
                isMark = false
            } else if byte == UInt8(ascii: "\\") {
                isMark = true
            } else {
                bytes.append(byte)
            }
        }
        return isMark ? nil : bytes
    }
}
