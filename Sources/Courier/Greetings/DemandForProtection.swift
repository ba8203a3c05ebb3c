/// Whether a refusal asks for protection, by its words: `530 Non-anonymous sessions must use encryption.`
enum DemandForProtection {
    /// - Parameter more: words, in lower case, that ask for it in one protocol only.
    static func isMade(by text: some StringProtocol, orNaming more: Set<String> = []) -> Bool {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.contains { word in
            words.contains(String(word)) || more.contains(String(word)) || ["tls", "ssl"].contains { word.hasPrefix($0) }
                || word.contains("encrypt")
        }
    }

    private static let words: Set<String> = ["cleartext", "plaintext", "secure", "starttls", "stls"]
}
