/// The certificates that a client of one kind was shown, and the paths that lead from them to an anchor.
package struct PresentedChain: RecordedObject, Hashable, Sendable {
    package enum Client: String, CaseIterable, Hashable, Sendable {
        /// One that takes every kind of certificate.
        case any
        /// One that takes RSA certificates only.
        case rsa
        /// One that takes ECDSA and EdDSA certificates only.
        case ecdsa
    }

    package var client = Client.any
    /// Places in ``Handshake/certificates``, in the order in which they were sent; the leaf first. Empty where the handshake was
    /// refused.
    package var presented: [Int] = []
    /// How many certificates were sent, readable or not.
    package var count = 0
    /// Whether a stapled OCSP response came with it.
    package var isStapled = false
    /// Every path that was tried, at most 32, the best first: valid ones by their earliest expiry, latest first.
    package var paths: [CertificatePath] = []
    /// Why there is no certificate, or what could not be read, for people.
    package var problem: String?

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.word("client", &client)
        try form.field("count", &count)
        try form.field("paths", &paths)
        try form.field("presented", &presented)
        try form.field("problem", &problem)
        try form.field("stapled", &isStapled)
    }
}

/// A way from a leaf upwards, over presented certificates only, and how OpenSSL judged it.
package struct CertificatePath: RecordedObject, Hashable, Sendable {
    package enum Anchor: String, CaseIterable, Hashable, Sendable {
        case system, extra, pinned
        /// It ends without one.
        case none
    }

    package var anchor = Anchor.none
    /// Places in ``Handshake/certificates``: the leaf first, the anchor last if there is one.
    package var certificates: [Int] = []
    /// What makes it invalid, in OpenSSL's words; nil for a valid path.
    package var problem: String?
    /// The number of that problem (X509_V_ERR_ in openssl/x509_vfy.h); 0 for a valid path.
    package var problemNumber = 0

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.word("anchor", &anchor)
        try form.field("certificates", &certificates)
        try form.field("problem", &problem)
        try form.field("problem_number", &problemNumber)
    }
}
