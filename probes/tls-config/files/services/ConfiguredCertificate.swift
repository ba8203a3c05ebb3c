import ProbeKit

/// A certificate, with its key, that the configuration of a service names.
struct ConfiguredCertificate: RecordedObject, Hashable, Sendable {
    /// The service, such as `nginx`.
    var service = ""
    /// Absolute paths, escaped; the certificate is nil where only a key is named.
    var certificate: String?
    var key: String?
    /// The line that names it: path, escaped, and number.
    var source = ""
    var line = 0
    /// The lines in force for it that say which protocol versions and which cipher suites are accepted; nil where none does, or where
    /// the reader of the service does not look for them.
    var protocols: ConfigurationLine?
    var ciphers: ConfigurationLine?
    /// The ports on which it is shown, sorted; empty where they are not known.
    var ports: [UInt16] = []
    /// The names for which it is shown, lower case, escaped, in order; empty for all.
    var serverNames: [String] = []

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("certificate", &certificate)
        try form.field("ciphers", &ciphers)
        try form.field("key", &key)
        try form.field("line", &line)
        try form.field("ports", &ports)
        try form.field("protocols", &protocols)
        try form.field("server_names", &serverNames)
        try form.field("service", &service)
        try form.field("source", &source)
    }
}
