import ProbeKit

/// The first packet of an OpenPGP message, which tells whether a key is needed: RFC 9580, sections 4 and 5.
struct OpenPGPPacket {
    let isEncrypted: Bool
    var name: String { isEncrypted ? "OpenPGP" : "OpenPGP, signed or packed but not encrypted" }

    /// Reads a binary message, or an armoured one; nil for anything else.
    init?(message: [UInt8]) {
        if message.starts(with: "-----BEGIN PGP SIGNED MESSAGE-----".utf8) {
            self.init(isEncrypted: false)
        } else if message.starts(with: "-----BEGIN PGP MESSAGE-----".utf8) {
            guard let packet = Self.dearmoured(message) else { return nil }
            self.init(packet: packet)
        } else {
            self.init(packet: message)
        }
    }

    private init(isEncrypted: Bool) { self.isEncrypted = isEncrypted }

    /// Only packets whose tag, version and algorithm all fit are taken: every second file begins with a byte that could be a tag.
    private init?(packet: [UInt8]) {
        guard let first = packet.first, first & 0x80 != 0 else { return nil }
        let isNew = first & 0x40 != 0
        let tag = isNew ? first & 0x3F : first >> 2 & 0x0F
        guard let length = isNew ? Self.newLength(packet) : [2, 3, 5, 1][Int(first & 3)], packet.count > length + 1 else { return nil }
        let version = packet[length]
        let next = packet[length + 1]
        switch tag {
        case 1 where version == 3 || version == 6: isEncrypted = true  // a session key for a public key
        case 3 where (4...6).contains(version) && next <= 13: isEncrypted = true  // a session key for a passphrase
        case 18 where version == 1 || version == 2: isEncrypted = true  // encrypted data with integrity protection
        case 20 where version == 1: isEncrypted = true  // encrypted data as GnuPG 2.3 writes it
        case 4 where version == 3 && next <= 1: isEncrypted = false  // what follows is signed
        case 8 where !isNew && first & 3 == 3 && version <= 3: isEncrypted = false  // packed, as `gpg --store` and `gpg --sign` do
        default: return nil
        }
    }

    /// Where the contents begin behind a length in the new format.
    private static func newLength(_ packet: [UInt8]) -> Int? {
        guard packet.count > 1 else { return nil }
        switch packet[1] {
        case 0..<192, 224..<255: return 2
        case 192..<224: return 3
        default: return 6
        }
    }

    /// The bytes of the first lines behind the headers of an armoured message.
    private static func dearmoured(_ message: [UInt8]) -> [UInt8]? {
        var isBody = false
        for (_, line) in ByteLines(message) {
            let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if isBody { return text.count % 4 == 0 ? Base64.decode(text) : nil }
            if text.trimmed.isEmpty { isBody = true }
        }
        return nil
    }
}
