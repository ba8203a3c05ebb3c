import ProbeKit

/// The first bytes of a dump, which tell what program wrote it: magic(5).
struct DumpHeader {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How the dump is encrypted; nil where the header does not tell.
    ///
    /// An archive that is written in the clear around encrypted members counts as clear: its names can be read.
    var encryption: EncryptionMode? {
        if let name = Self.encrypted.first(where: { begins(with: $0.magic) })?.name { return EncryptionMode(name, isEncrypted: true) }
        if begins(with: Array("PK\u{3}\u{4}".utf8)) { return zip }
        if let packet = OpenPGPPacket(message: bytes) { return EncryptionMode(packet.name, isEncrypted: packet.isEncrypted) }
        if let name = Self.clear.first(where: { has($0.magic, at: $0.offset) })?.name { return EncryptionMode(name, isEncrypted: false) }
        return isSQL ? EncryptionMode("SQL", isEncrypted: false) : nil
    }

    private static let encrypted: [(magic: [UInt8], name: String)] = [
        (Array("age-encryption.org/v1\n".utf8), "age"), (Array("-----BEGIN AGE ENCRYPTED FILE-----".utf8), "age"),
        (Array("Salted__".utf8), "openssl"), (Array("U2FsdGVkX1".utf8), "openssl"),  // the same in base64
        (Array("LUKS".utf8) + [0xBA, 0xBE], "LUKS"),
    ]

    private static let clear: [(offset: Int, magic: [UInt8], name: String)] = [
        (0, [0x1F, 0x8B, 0x08], "gzip"), (0, [0x28, 0xB5, 0x2F, 0xFD], "zstd"), (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz"),
        (0, Array("BZh".utf8), "bzip2"), (0, [0x04, 0x22, 0x4D, 0x18], "lz4"), (0, Array("LZIP".utf8), "lzip"),
        (0, [0x89, 0x4C, 0x5A, 0x4F, 0x00, 0x0D, 0x0A], "lzop"), (0, Array("PGDMP".utf8), "pg_dump"), (257, Array("ustar".utf8), "tar"),
        (0, Array("SQLite format 3\0".utf8), "SQLite"), (0, [0x6D, 0xE2, 0x99, 0x81], "mongodump"), (0, Array("REDIS0".utf8), "Redis"),
    ]

    /// What the dumps of PostgreSQL, MariaDB, MySQL and SQLite begin with.
    private var isSQL: Bool {
        guard !begins(with: Array("-----BEGIN".utf8)) else { return false }
        return ["-- ", "--\n", "--\r\n", "/*", "SET ", "CREATE ", "BEGIN", "PRAGMA ", "DROP ", "INSERT ", "USE "].contains {
            begins(with: Array($0.utf8))
        }
    }

    /// A ZIP archive by its first member: APPNOTE.TXT of PKWARE, 4.3.7. Bit 0 says that it is encrypted. Of the other members the
    /// beginning says nothing, so that an archive is never known to be encrypted as a whole.
    private var zip: EncryptionMode? {
        bytes.count >= 10 && bytes[6] & 1 == 0 ? EncryptionMode("zip", isEncrypted: false) : nil
    }

    private func begins(with magic: [UInt8]) -> Bool { bytes.starts(with: magic) }

    private func has(_ magic: [UInt8], at offset: Int) -> Bool {
        bytes.count >= offset + magic.count && bytes[offset...].starts(with: magic)
    }
}
