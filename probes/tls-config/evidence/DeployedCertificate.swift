import Controls
import ProbeKit

/// A file whose first certificate an endpoint is to show, and the line that says so.
struct DeployedCertificate: RecordedObject, Hashable, Sendable {
    var file = CertificateFile()
    /// The line that names the file.
    var namedIn = ""
    var namedAt: Int?
    /// The lines that say which versions and suites its server accepts, as far as they are known.
    var protocols: ConfigurationLine?
    var ciphers: ConfigurationLine?

    init() {}

    /// - Parameter place: the line that names the file.
    init(_ file: CertificateFile, namedAt place: Source?) {
        self.file = file
        namedIn = place?.path ?? ""
        namedAt = place?.line
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("ciphers", &ciphers)
        try form.field("file", &file)
        try form.field("named_at", &namedAt)
        try form.field("named_in", &namedIn)
        try form.field("protocols", &protocols)
    }

    /// Why the certificate is not known; nil where it is.
    var unread: Unread? {
        if let problem = file.problem { return problem }
        return file.fingerprint == nil ? Unread(file.path, .unreadable, "no such file") : nil
    }

    /// The file and the line that names it.
    var sources: [Source] { [Source(file.path)] + [namingLine].compactMap(\.self) }

    /// The line that names the file.
    private var namingLine: Source? { namedIn.isEmpty ? nil : Source(namedIn, line: namedAt) }

    /// The line that decides about versions; the one that names the file where that is not known.
    var protocolLine: Source? { protocols?.source ?? namingLine }

    /// The same for cipher suites.
    var cipherLine: Source? { ciphers?.source ?? namingLine }
}
