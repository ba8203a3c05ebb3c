import Controls
import ProbeKit

/// A file whose first certificate an endpoint is to show.
struct DeployedCertificate: RecordedObject, Hashable, Sendable {
    /// SHA-256 of the certificate, lower-case hexadecimal.
    var fingerprint: String?
    /// When the file was last written: seconds since 1970.
    var modified: Int64 = 0
    /// Escaped.
    var path = ""
    /// The line that names the file.
    var namedIn = ""
    var namedAt: Int?
    /// Why the certificate is not known.
    var unread: Unread?

    init() {}

    /// - Parameter place: the line that names the file.
    init(_ path: String, namedAt place: Source?) {
        self.path = path
        namedIn = place?.path ?? ""
        namedAt = place?.line
    }

    /// Reads the first certificate of the file; nothing else of it is kept.
    mutating func read(_ path: HostPath, on host: Host) {
        do throws(ReadFailure) {
            guard let file = try host.files.contents(of: path) else {
                unread = Unread(path.escaped, .unreadable, "no such file")
                return
            }
            modified = file.status.modified.seconds
            let certificates = TrustAnchors.certificates(in: file.bytes)
            fingerprint = certificates?.first.flatMap { Base64.decode(Array($0.utf8)) }.map { host.sha256($0).hexadecimal }
            if fingerprint == nil { unread = Unread(path.escaped, .parseError, "holds no PEM certificate that can be read") }
        } catch {
            unread = Unread(error)
        }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("fingerprint", &fingerprint)
        try form.field("modified", &modified)
        try form.field("named_at", &namedAt)
        try form.field("named_in", &namedIn)
        try form.field("path", &path)
        try form.field("unread", &unread)
    }

    /// The file and the line that names it.
    var sources: [Source] { [Source(path)] + (namedIn.isEmpty ? [] : [Source(namedIn, line: namedAt)]) }
}
