package import ProbeKit

/// The `genesis` record: the first leaf of every log.
package struct GenesisRecord: RecordedObject, Hashable, Sendable {
    /// SHA-256 of the program, in hexadecimal.
    package var code = ""
    package var format = 1
    package var hostID = ""
    package var hostName = ""
    /// The verifier key of the log: see ``VerifierKey``.
    package var key = ""
    /// The name of the log, without spaces or `+`.
    package var origin = ""
    /// The origin whose history this one does not continue, where a fork was found; nil otherwise.
    package var predecessor: String?
    package var version = ""

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("code_sha256", &code)
        try form.field("format", &format)
        try form.field("host_id", &hostID)
        try form.field("host_name", &hostName)
        try form.field("key", &key)
        try form.field("origin", &origin)
        try form.field("predecessor", &predecessor)
        try form.field("version", &version)
    }
}
