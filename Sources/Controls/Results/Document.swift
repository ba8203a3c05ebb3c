/// A record of human work, or an imported list, that a probe relies on.
package struct Document: Hashable, Sendable {
    package let kind: Kind
    /// Escaped.
    package let path: String
    /// What it is made of; nil where there is none.
    package let content: Content?

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case restoreTest = "restore-test"
        case integrityCheck = "integrity-check"
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

    package init(_ kind: Kind, _ path: String, _ content: Content?) {
        self.kind = kind
        self.path = path
        self.content = content
    }
}
