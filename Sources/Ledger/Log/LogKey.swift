/// An Ed25519 key that signs for a log. Its secret stays in libcrypto, which wipes it; nothing prints it.
package final class LogKey {
    package let verifier: VerifierKey
    private let key: Libcrypto.SigningKey

    /// The key of a seed, under a name that a key can have.
    package init(_ name: LogName, seed: borrowing KeySeed) throws(SigningFailure) {
        do throws(LibcryptoFailure) { key = try Libcrypto.SigningKey(seed: seed) } catch { throw .libcrypto(error) }
        guard let verifier = VerifierKey(name: name, publicKey: key.publicKey) else {
            throw .note(.malformed("a key cannot be called “\(name)”", line: nil))
        }
        self.verifier = verifier
    }

    package var name: LogName { verifier.name }

    /// The signature over the text of a note.
    func sign(_ text: [UInt8]) throws(SigningFailure) -> NoteSignature {
        do throws(LibcryptoFailure) {
            return NoteSignature(name: name, keyID: verifier.keyID, bytes: try key.signature(of: text))
        } catch { throw .libcrypto(error) }
    }
}
