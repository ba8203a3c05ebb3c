import Controls
import ProbeKit

/// A file whose first certificate an endpoint is to show, and the line that says so.
struct DeployedCertificate: RecordedObject, Hashable, Sendable {
    var file = CertificateFile()
    /// The line that names the file.
    var namedIn = ""
    var namedAt: Int?

    init() {}

    /// - Parameter place: the line that names the file.
    init(_ file: CertificateFile, namedAt place: Source?) {
        self.file = file
        namedIn = place?.path ?? ""
        namedAt = place?.line
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("file", &file)
        try form.field("named_at", &namedAt)
        try form.field("named_in", &namedIn)
    }

    /// Why the certificate is not known; nil where it is.
    var unread: Unread? {
        if let problem = file.problem { return problem }
        return file.fingerprint == nil ? Unread(file.path, .unreadable, "no such file") : nil
    }

    /// The file and the line that names it.
    var sources: [Source] { [Source(file.path)] + (namedIn.isEmpty ? [] : [Source(namedIn, line: namedAt)]) }
}
