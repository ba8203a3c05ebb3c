/// What one execution observed.
package struct KeptEvidence: Hashable, Sendable {
    /// Canonical JSON.
    package let bytes: [UInt8]
    /// As the record of the execution has it: SHA-256 of salt and bytes, in hexadecimal.
    package let digest: String
}
