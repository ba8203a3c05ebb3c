import Controls
import ProbeKit

/// The first packet of an OpenPGP message, which tells whether a key is needed: RFC 9580, sections 4 and 5.
///
/// Every second file begins with a byte that could be a tag, so that only what fits in all its parts is taken for a message.
struct OpenPGPPacket {
    let isEncrypted: Bool
    var name: String { isEncrypted ? "OpenPGP" : "OpenPGP, signed or packed but not encrypted" }

    /// Reads a binary message, or an armoured one; nil for anything else.
    init?(message: [UInt8]) {
        if message.starts(with: "-----BEGIN PGP SIGNED MESSAGE-----".utf8) {
            self.init(isEncrypted: false)
        } else {
            let isArmoured = message.starts(with: "-----BEGIN PGP MESSAGE-----".utf8)
            self.init(packets: isArmoured ? Self.dearmoured(message) : message)
        }
    }

    private init(isEncrypted: Bool) { self.isEncrypted = isEncrypted }

    private init?(packets bytes: [UInt8]) {
        guard let first = OpenPGPHeader(bytes[...]) else { return nil }
        let contents = bytes[first.size...]
        if let length = first.length {
            guard length <= contents.count else { return nil }
            let body = Array(contents.prefix(length))
            if SessionKey.isOne(body, tag: first.tag) {
                guard Self.isLocked(contents.dropFirst(length)) else { return nil }
                isEncrypted = true
            } else {
                guard first.tag == 4, Self.isSignatureAhead(body) else { return nil }
                isEncrypted = false
            }
        } else {
            guard first.tag == 8, Self.isCompressed(contents) else { return nil }
            isEncrypted = false
        }
    }

    /// Whether a packet begins that may follow a session key: another one, or what it opens.
    private static func isLocked(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let header = OpenPGPHeader(bytes), let version = bytes.dropFirst(header.size).first else { return false }
        switch header.tag {
        case 1, 3: return (3...6).contains(version)
        case 9: return true  // without integrity protection, and without a version
        case 18: return version == 1 || version == 2
        case 20: return version == 1  // as GnuPG 2.3 writes it
        default: return false
        }
    }

    /// A one-pass signature of version 3: type, hash, algorithm, 8 bytes of a key id, whether it is nested.
    private static func isSignatureAhead(_ body: [UInt8]) -> Bool { body.count == 13 && body[0] == 3 && body[1] <= 1 && body[12] <= 1 }

    /// What `gpg --store` and `gpg --sign` begin with: how it is packed, and the beginning of that.
    private static func isCompressed(_ contents: ArraySlice<UInt8>) -> Bool {
        let data = Array(contents.prefix(6))
        guard data.count == 6 else { return false }
        switch data[0] {
        case 1: return isDeflated(data)
        case 2: return data[1] & 0x0F == 8 && (Int(data[1]) << 8 | Int(data[2])) % 31 == 0  // RFC 1950
        case 3: return data[1...3].elementsEqual("BZh".utf8)
        default: return false
        }
    }

    /// Whether a block of RFC 1951 begins behind the first byte: a packed one, or one that tells its length twice.
    private static func isDeflated(_ data: [UInt8]) -> Bool {
        switch data[1] >> 1 & 3 {
        case 0: data[2] == ~data[4] && data[3] == ~data[5]
        case 1, 2: true
        default: false
        }
    }

    /// The bytes of the lines behind the headers of an armoured message, as far as they can be read.
    private static func dearmoured(_ message: [UInt8]) -> [UInt8] {
        var isBody = false
        var bytes: [UInt8] = []
        for (_, line) in ByteLines(message) {
            let text = line.trimmed
            if isBody {
                // The last line may be cut.
                guard let part = Base64.decode(text.prefix(text.count / 4 * 4)) else { break }
                bytes += part
            } else if text.isEmpty {
                isBody = true
            }
        }
        return bytes
    }
}
