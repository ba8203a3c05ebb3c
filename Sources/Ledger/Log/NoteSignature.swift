internal import Controls
internal import ProbeKit

/// One signature line of a note: em dash, space, name of the key, space, base64 of key id and signature.
package struct NoteSignature: Hashable, Sendable {
    package let name: LogName
    package let keyID: UInt32
    /// At least one byte; 64 if it is Ed25519.
    package let bytes: [UInt8]

    package init(name: LogName, keyID: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    /// Reads a line without its end; nil for anything that is no signature line.
    init?(line: ArraySlice<UInt8>) {
        guard line.starts(with: Self.mark) else { return nil }
        let rest = line.dropFirst(Self.mark.count)
        guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
            let text = String(validating: rest[..<space], as: UTF8.self), let name = LogName(text), name.fitsKey,
            let blob = Base64.decodeExactly(rest[(space + 1)...]), blob.count > 4
        else { return nil }
        self.init(name: name, keyID: blob.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }, bytes: Array(blob.dropFirst(4)))
    }

    /// The line without its end.
    var line: String { "— \(name) " + Base64.encodePadded(keyID.bytes + bytes) }

    private static let mark = Array("— ".utf8)
}

extension UInt32 {
    /// Four bytes, the highest first.
    var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) } }
}
