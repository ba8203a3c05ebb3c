internal import ProbeKit

/// Text that keys have signed: C2SP signed-note v1.0.0. What it says counts for nothing until ``signers(among:)`` has found a signature.
package struct SignedNote: Hashable, Sendable {
    /// No note is longer, in bytes, or has more signatures.
    package static let byteLimit = 1_000_000
    package static let signatureLimit = 100

    /// With its final newline, and without the blank line behind it.
    package let text: [UInt8]
    package let signatures: [NoteSignature]

    /// Signs a text that ends with a newline.
    package init(signing text: [UInt8], by keys: [LogKey]) throws(SigningFailure) {
        var signatures: [NoteSignature] = []
        for key in keys {
            let signature = try key.sign(text)
            guard !signatures.contains(where: { $0.name == key.name && $0.keyID == signature.keyID }) else {
                throw .note(.signedAlready(key.name))
            }
            signatures.append(signature)
        }
        self.text = text
        self.signatures = signatures
        // What a reader would refuse is not to be written.
        do throws(NoteProblem) { _ = try SignedNote(parsing: bytes) } catch { throw .note(error) }
    }

    package init(parsing bytes: [UInt8]) throws(NoteProblem) {
        guard bytes.count <= Self.byteLimit else { throw .tooLong(limit: Self.byteLimit) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed("not UTF-8", line: nil) }
        for (number, line) in ByteLines(bytes) {
            guard line.allSatisfy({ $0 >= 0x20 }) else { throw .malformed("a control character", line: number) }
        }
        guard bytes.last == UInt8(ascii: "\n") else { throw .malformed("the last line does not end", line: nil) }
        guard let blank = bytes.lastBlankLine else { throw .malformed("no blank line before the signatures", line: nil) }
        text = Array(bytes[..<blank])
        signatures = try Self.signatures(in: bytes[(blank + 1)...], after: text.count { $0 == UInt8(ascii: "\n") } + 1)
    }

    package var bytes: [UInt8] { text + Array(("\n" + signatures.map { $0.line + "\n" }.joined()).utf8) }

    /// Those of the known keys that have signed. A signature of a key that is not known is passed over.
    ///
    /// - Throws: when none has, or when the signature of one is wrong.
    package func signers(among keys: [VerifierKey]) throws(NoteProblem) -> [VerifierKey] {
        var signers: [VerifierKey] = []
        for signature in signatures {
            for key in keys where key.name == signature.name && key.keyID == signature.keyID {
                guard Libcrypto.verify(signature.bytes, of: text, by: key.publicKey) else { throw .badSignature(key.name) }
                if !signers.contains(key) { signers.append(key) }
            }
        }
        guard !signers.isEmpty else { throw .unsigned }
        return signers
    }

    private static func signatures(in bytes: ArraySlice<UInt8>, after lines: Int) throws(NoteProblem) -> [NoteSignature] {
        var signatures: [NoteSignature] = []
        for (number, line) in ByteLines(bytes) {
            guard signatures.count < signatureLimit else { throw .tooManySignatures(limit: signatureLimit) }
            guard let signature = NoteSignature(line: line) else { throw .malformed("no signature line", line: lines + number) }
            signatures.append(signature)
        }
        guard !signatures.isEmpty else { throw .malformed("no signatures", line: nil) }
        return signatures
    }
}

extension [UInt8] {
    /// The index of the newline that is the last blank line.
    fileprivate var lastBlankLine: Int? {
        indices.dropFirst().last { self[$0] == UInt8(ascii: "\n") && self[$0 - 1] == UInt8(ascii: "\n") }
    }
}
