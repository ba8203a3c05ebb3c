import Controls
import ProbeKit

/// The certificate that a service is configured to show first: the first of a file.
struct CertificateFile: RecordedObject, Hashable, Sendable {
    /// As the configuration has it, escaped.
    var path = ""
    /// Whether there is such a file.
    var isThere = false
    /// SHA-256 of its first certificate's DER, lower-case hexadecimal; nil where there is none to be read.
    var fingerprint: String?
    /// Seconds since 1970: when it was last written, or put there by somebody who kept an older time.
    var modified: Int64 = 0
    /// Bytes.
    var size: Int64 = 0
    /// Why there is no fingerprint, though there is a file.
    var problem: Unread?

    init() {}

    /// Reads a file in PEM or DER.
    init(_ path: HostPath, on host: Host) {
        self.path = path.escaped
        do throws(ReadFailure) {
            guard let file = try host.files.contents(of: path) else { return }
            isThere = true
            modified = max(file.status.modified, file.status.changed).seconds
            size = file.status.size
            if let der = Self.firstCertificate(file.bytes) {
                fingerprint = host.sha256(der).hexadecimal
            } else {
                problem = Unread(self.path, .parseError, "holds no certificate that can be read, neither PEM nor DER")
            }
        } catch {
            isThere = true
            problem = Unread(error)
        }
    }

    /// The DER of the first certificate; nil if the first that begins is broken, or none does.
    static func firstCertificate(_ bytes: [UInt8]) -> [UInt8]? {
        for block in PEMBlocks(bytes) {
            switch block.label {
            case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE": break
            default: continue
            }
            guard let body = block.body, let der = Base64.decodePadded(body.filter { !isSpace($0) }) else { return nil }
            // OpenSSL's trusted form has more behind the certificate.
            guard let length = derLength(der), length == der.count || block.label == "TRUSTED CERTIFICATE" else { return nil }
            return Array(der[..<length])
        }
        return derLength(bytes) == bytes.count ? bytes : nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }

    /// How long the SEQUENCE is that some bytes begin with: X.690, section 8.1.3. Nil where they begin with something else, or
    /// end before it does.
    private static func derLength(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 2, bytes[0] == 0x30 else { return nil }
        let first = Int(bytes[1])
        guard first >= 0x80 else { return 2 + first <= bytes.count ? 2 + first : nil }
        let digits = first - 0x80
        guard (1...4).contains(digits), bytes.count >= 2 + digits else { return nil }
        let length = 2 + digits + bytes[2..<2 + digits].reduce(0) { $0 << 8 | Int($1) }
        return length <= bytes.count ? length : nil
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("fingerprint", &fingerprint)
        try form.field("modified", &modified)
        try form.field("path", &path)
        try form.field("problem", &problem)
        try form.field("size", &size)
        try form.field("there", &isThere)
    }
}
