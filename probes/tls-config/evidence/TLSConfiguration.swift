import Controls
import ProbeKit

/// The evidence: what this host's TLS services answered, and what is not known about them.
struct TLSConfiguration: RecordedObject, Hashable, Sendable {
    /// What `TrustAnchor=` names and could not be used, so that no certificate can be called untrusted.
    var anchorGaps: [Unread] = []
    /// Configurations that could not be read, of servers that listen here: which files these are to show is not known.
    var configurationGaps: [Unread] = []
    /// In the order of their ports and hosts.
    var endpoints: [ServedEndpoint] = []
    /// What could not be looked at, so that there may be more endpoints.
    var gaps: [Unread] = []
    /// The files that hold private keys, and who may reach them.
    var keys = PrivateKeyFiles()
    /// When the host was looked at: seconds since 1970.
    var now: Int64 = 0

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("anchor_gaps", &anchorGaps)
        try form.field("configuration_gaps", &configurationGaps)
        try form.field("endpoints", &endpoints)
        try form.field("gaps", &gaps)
        try form.field("keys", &keys)
        try form.field("now", &now)
    }
}
