/// A signature in a file of its own beside the file that it covers, as `ssh-keygen -Y sign` writes it: OpenSSH's PROTOCOL.sshsig.
package struct DetachedSignature: Hashable, Sendable {
    package let key: PersonalKey
    package let hash: Hash
    /// Bytes that the form keeps for later and that are signed too.
    private let reserved: [UInt8]
    /// 64 bytes of Ed25519.
    private let bytes: [UInt8]

    /// What is signed of a file is its hash.
    package enum Hash: String, CaseIterable, Hashable, Sendable { case sha256, sha512 }

    /// What a signature has to be made for: one that was made for e-mail or git proves nothing here.
    package static let namespace = "soc2d"
    /// A file that is larger than this is refused; 300 bytes are usual.
    package static let sizeLimit = 64 << 10
    /// What the name of the file ends in, behind the name of the one that it covers.
    package static let suffix = ".sig"

    private static let magic = Array("SSHSIG".utf8)
    private static let begin = Array("-----BEGIN SSH SIGNATURE-----".utf8)
    private static let end = Array("-----END SSH SIGNATURE-----".utf8)

    /// Reads a file.
    package init(parsing file: [UInt8]) throws(SignatureProblem) {
        guard file.count <= Self.sizeLimit else { throw .tooLarge(limit: Self.sizeLimit) }
        let blob = try Self.dearmored(file)
        guard blob.starts(with: Self.magic) else { throw .malformed("it does not begin with SSHSIG") }
        var fields = SSHFields(blob.dropFirst(Self.magic.count))
        guard fields.number() == 1 else { throw .malformed("it is not of version 1") }
        guard let key = fields.string(), let namespace = fields.string(), let reserved = fields.string(), let hash = fields.string(),
            let signature = fields.string(), fields.rest.isEmpty
        else { throw .malformed("its fields end too early or too late") }
        self.key = try PersonalKey(blob: key)
        guard namespace == Array(Self.namespace.utf8) else { throw .namespace(namespace.shown) }
        guard let algorithm = Hash(rawValue: String(decoding: hash, as: UTF8.self)) else {
            throw .malformed("its hash is neither sha256 nor sha512, but “\(hash.shown)”")
        }
        self.hash = algorithm
        self.reserved = reserved
        bytes = try Self.ed25519(signature)
    }

    /// What stands between the lines that begin and end it, in base64.
    private static func dearmored(_ file: [UInt8]) throws(SignatureProblem) -> [UInt8] {
        let lines = file.split(separator: UInt8(ascii: "\n")).map { line in line.last == UInt8(ascii: "\r") ? line.dropLast() : line }
            .filter { !$0.isEmpty }
        guard let first = lines.first, first.elementsEqual(begin) else { throw .malformed("its first line is not that of one") }
        guard let last = lines.last, last.elementsEqual(end) else {
            throw .malformed("its last line is not that of one, it may be cut off")
        }
        guard let blob = Base64.decodePadded(Array(lines.dropFirst().dropLast().joined())) else { throw .malformed("no base64") }
        return blob
    }

    /// The signature proper, behind its type.
    private static func ed25519(_ blob: [UInt8]) throws(SignatureProblem) -> [UInt8] {
        var fields = SSHFields(blob)
        guard fields.string() == Array(PersonalKey.type.utf8), let bytes = fields.string(), bytes.count == 64, fields.rest.isEmpty else {
            throw .malformed("it is not of 64 bytes of \(PersonalKey.type)")
        }
        return bytes
    }

    /// Whether it was made over a file with this hash.
    package func fits(_ digest: [UInt8], _ cryptography: any Cryptography) -> Bool {
        let fields = [Array(Self.namespace.utf8), reserved, Array(hash.rawValue.utf8), digest]
        return cryptography.verifies(bytes, of: Self.magic + fields.flatMap(SSHFields.string), by: key.bytes)
    }
}
