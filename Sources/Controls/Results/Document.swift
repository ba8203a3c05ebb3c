/// A record of human work, or an imported list, that a probe relies on.
package struct Document: Hashable, Sendable {
    package let kind: Kind
    /// Escaped.
    package let path: String
    /// What it is made of; nil where there is none.
    package let content: Content?
    /// Where an imported list comes from; nil for others, and where its file does not say so.
    package let origin: Origin?
    /// What the signature beside it came to; nil where there is none.
    package let signature: Signature?

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case restoreTest = "restore-test"
        case integrityCheck = "integrity-check"
        /// A review of who may do what.
        case accessReview = "access-review"
        /// An imported list of accounts.
        case roster
    }

    package struct Content: Hashable, Sendable {
        package let bytes: Int64
        /// SHA-256 in lower-case hexadecimal.
        package let digest: String

        package init(bytes: Int64, digest: String) {
            self.bytes = bytes
            self.digest = digest
        }
    }

    package enum Signature: Hashable, Sendable {
        case verified(VerifiedSignature)
        /// It does not count: why.
        case problem(String)
    }

    package struct Origin: Hashable, Sendable {
        /// The system that it was taken from.
        package let source: String
        /// What was asked of that system.
        package let query: String?
        package let importedBy: String
        /// The day or time that it is of, as its file has it.
        package let asOf: String

        package init(source: String, query: String?, importedBy: String, asOf: String) {
            self.source = source
            self.query = query
            self.importedBy = importedBy
            self.asOf = asOf
        }
    }

    package init(_ kind: Kind, _ path: String, _ content: Content?, origin: Origin? = nil, signature: Signature? = nil) {
        self.kind = kind
        self.path = path
        self.content = content
        self.origin = origin
        self.signature = signature
    }
}
