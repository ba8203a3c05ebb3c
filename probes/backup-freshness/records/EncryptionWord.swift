import Controls

/// What a job says about the encryption of its backup.
enum EncryptionWord {
    /// Ciphers, tools and modes that leave nothing to read without a key; a number and what follows it narrow them down, as in
    /// `aes-256-gcm` and `repokey-blake2`.
    private static let ciphers: Set = [
        "aes", "chacha", "xchacha", "age", "gpg", "gnupg", "pgp", "openpgp", "repokey", "keyfile", "restic", "luks",
    ]
    private static let cleartext: Set = [
        "none", "no", "off", "false", "0", "disabled", "plain", "plaintext", "cleartext", "unencrypted", "no encryption",
        "not encrypted",
    ]
    /// What borg calls so is signed, not encrypted.
    private static let signed: Substring = "authenticated"

    /// Whether the backup is unreadable without a key; nil for a word that does not tell.
    /// - Parameter word: escaped.
    static func isEncrypted(_ word: String) -> Bool? {
        let plain = String(decoding: Subject.unescaping(word), as: UTF8.self).lowercased()
        let parts = plain.split { !$0.isLetter && !$0.isNumber }
        guard !parts.isEmpty else { return plain.allSatisfy(\.isWhitespace) ? false : nil }
        let said = parts.joined(separator: " ")
        if cleartext.contains(said) || parts.first == signed { return false }
        guard let first = parts.first, !parts.contains(where: { cleartext.contains(String($0)) }) else { return nil }
        var stem = first
        while stem.last?.isNumber == true { stem.removeLast() }
        return ciphers.contains(String(stem)) ? true : nil
    }
}
