import ProbeKit

/// What may be kept of the words of settings: those that mean something to their readers. Somebody may have pasted a hash
/// anywhere, and the oldest of them look like any word, crypt(5).
enum SettingWord {
    /// Names and flags, in small letters.
    private static let names = Set(
        """
        difok minlen dcredit ucredit lcredit ocredit minclass maxrepeat maxclassrepeat maxsequence gecoscheck dictcheck usercheck \
        usersubstr enforcing retry enforce_for_root local_users_only badwords dictpath deny fail_interval unlock_time \
        root_unlock_time even_deny_root admin_group dir audit silent no_log_info nodelay preauth authfail authsucc conf remember file \
        debug use_authtok use_first_pass try_first_pass authtok_type shadow nis rounds not_set_pass broken_shadow no_pass_expiry \
        auth cred acct prechauthtok chauthtok open_session close_session encrypt_method sha_crypt_max_rounds pass_max_days inactive
        """.split(separator: " ").map(String.init))
    /// Words of which readers compare only the beginning.
    private static let beginnings = [
        "md5", "bigcrypt", "sha256", "sha512", "blowfish", "bcrypt", "des", "gost_yescrypt", "yescrypt", "nullok", "obscure",
    ]
    private static let paths: Set<String> = ["conf", "dictpath", "dir", "file"]
    private static let mostDigits = 20
    private static let longestGroup = 32

    /// A name or flag as it stands; `sha512…` where only the beginning means something.
    static func name(_ text: String) -> String { names.contains(text.lowercased()) ? text : beginning(text) ?? hidden(text) }

    /// The value of a name: a number without the blanks before it, a word or a path that the name takes. `30…` stands for a
    /// number with something behind it.
    static func value(_ text: String, of name: String) -> String {
        if text.isEmpty { return "" }
        let name = name.lowercased()
        if paths.contains(name) { return text.hasPrefix("/") && !holdsHash(text) ? text : hidden(text) }
        if name == "unlock_time", text == "never" { return text }
        // The answers that pam_debug is told to give.
        if PamReturn.names.contains(text) { return text }
        if name == "admin_group", isGroup(text) { return text }
        return number(text) ?? beginning(text) ?? hidden(text)
    }

    /// An argument of a module: a flag, or a name with a value.
    static func argument(_ text: String) -> String {
        let name = text.prefix { $0 != "=" }
        guard name.endIndex < text.endIndex else { return self.name(text) }
        return "\(self.name(String(name)))=\(value(String(text[name.endIndex...].dropFirst()), of: String(name)))"
    }

    /// No reader takes this for a number, a word or a path.
    private static func hidden(_ text: String) -> String { text.isEmpty ? "" : "(\(text.utf8.count) bytes that are no value)" }

    private static func beginning(_ text: String) -> String? {
        let small = text.lowercased()
        guard let word = beginnings.first(where: { small.hasPrefix($0) }) else { return nil }
        return text.utf8.count == word.utf8.count ? text : "\(text.prefix(word.count))…"
    }

    private static func number(_ text: String) -> String? {
        let bytes = Array(text.utf8).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let sign = bytes.prefix(1).filter { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let rest = bytes.dropFirst(sign.count)
        if rest.starts(with: "0x".utf8) || rest.starts(with: "0X".utf8), (3...18).contains(rest.count),
            rest.dropFirst(2).allSatisfy({ isDigit($0) || (0x41...0x46).contains($0 & 0xDF) })
        {
            return bytes.escaped
        }
        let digits = rest.prefix(while: isDigit)
        guard (1...mostDigits).contains(digits.count) else { return nil }
        return (sign + digits)[...].escaped + (digits.count == rest.count ? "" : "…")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isGroup(_ text: String) -> Bool {
        text.utf8.count <= longestGroup && text.utf8.first.map { (0x61...0x7A).contains($0) } == true
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    }

    /// Whether a path holds `$id$` with something behind it.
    private static func holdsHash(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false).dropFirst()
        return zip(parts, parts.dropFirst()).contains { id, rest in
            (1...12).contains(id.count) && id.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "-") }
                && rest.count >= 4
        }
    }
}
