package import Controls

/// What the signature beside a document came to: the file that is called like it and `.sig`, as `ssh-keygen -Y sign` writes it.
package struct Seal: RecordedObject, Hashable, Sendable {
    /// Why nobody may rely on the document. Its path is that of the document.
    package var gap: Unread?
    /// The fingerprint of the key that signed.
    package var key: String?
    /// The file with the signature; nil where there is none, and where it could not be read.
    package var provenance: Provenance?
    /// Whether there is a signature, good or not.
    package var isSigned = true
    /// Who signed; nil where nobody did whose signature counts.
    package var signer: String?

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("gap", &gap)
        try form.field("key", &key)
        try form.field("provenance", &provenance)
        try form.field("signed", &isSigned)
        try form.field("signer", &signer)
    }

    /// For a document without a signature.
    /// - Returns: nil where nobody waits for one.
    fileprivate init?(ofUnsigned path: HostPath, _ keyring: Keyring) {
        guard keyring.requiresSignatures || !keyring.signers.all.isEmpty else { return nil }
        isSigned = false
        if keyring.requiresSignatures { gap = Self.gap(path, SignatureProblem.absent.reason, SignatureProblem.absent.description) }
    }

    fileprivate init(_ signature: File, of file: File, on host: Host) {
        provenance = Provenance(signature, digest: host.sha256(signature.bytes))
        do throws(SignatureProblem) {
            let verified = try host.keyring.verified(signature.bytes, over: file.bytes)
            (signer, key) = (verified.signer, verified.key)
        } catch { gap = Self.gap(file.path, error.reason, error.description) }
    }

    fileprivate init(unread failure: ReadFailure, of path: HostPath) { gap = Self.gap(path, failure.reason, failure.text) }

    private static func gap(_ path: HostPath, _ reason: InconclusiveReason, _ text: String) -> Unread {
        Unread(path.escaped, reason, "\(path.sealPath.escaped): \(text)")
    }

    /// As people are accountable for it; nil where there is no signature.
    package var signature: Document.Signature? {
        if let signer, let key { return .verified(VerifiedSignature(signer: signer, key: key)) }
        return isSigned ? gap.map { .problem($0.text) } : nil
    }

    /// What results say that rest on the document; nil where the gap says it.
    package var note: Note? { gap == nil ? Note(.attention, signer.map { "signed by \($0)" } ?? "unsigned") : nil }
}

extension Host {
    /// A document, and what the signature beside it came to; nil if there is no document. Both are of one moment.
    package func sealedContents(of path: HostPath, within limits: ReadLimits) throws(ReadFailure) -> (file: File, seal: Seal?)? {
        do throws(ReadFailure) {
            let found = try files.contents(ofAll: [path, path.sealPath], within: limits)
            guard let file = found[path] else { return nil }
            guard let signature = found[path.sealPath] else { return (file, Seal(ofUnsigned: path, keyring)) }
            return (file, Seal(signature, of: file, on: self))
        } catch {
            guard let file = try files.contents(of: path, within: limits) else { return nil }
            return (file, Seal(unread: error, of: path))
        }
    }
}

extension HostPath {
    fileprivate var sealPath: HostPath { HostPath(bytes + DetachedSignature.suffix.utf8) }
}
