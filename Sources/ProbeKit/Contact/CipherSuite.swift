/// A cipher suite of the IANA registry of TLS parameters. What it is good for is told by its name.
///
/// Left out are suites that need a secret or a ticket which client and server share beforehand (PSK, SRP, Kerberos): no stranger can
/// use them.
package struct CipherSuite: Hashable, Sendable {
    /// What proves who the server is.
    package enum Authentication: String, CaseIterable, Hashable, Sendable {
        case rsa, ecdsa, dss, gost
        /// Nothing does.
        case anonymous
        /// The suite does not say (TLS 1.3).
        case certificate
    }

    /// Its number in the registry.
    package let number: UInt16
    /// Its name in the registry, such as `TLS_RSA_WITH_AES_128_CBC_SHA`.
    package let name: String

    init(number: UInt16, name: String) {
        self.number = number
        self.name = name
    }

    /// The suite of a number; nil for a number that is not listed here.
    package init?(number: UInt16) {
        guard let suite = Self.byNumber[number] else { return nil }
        self = suite
    }

    private static let byNumber = Dictionary(all.map { ($0.number, $0) }) { first, _ in first }

    /// Nothing is encrypted.
    package var isNull: Bool { has("NULL") || transfer.first?.hasPrefix("SHA") == true }
    package var isAnonymous: Bool { exchange.contains("anon") }
    /// Weakened for export before 2000: 40 or 56 bits.
    package var isExport: Bool { exchange.contains("EXPORT") || exchange.contains("EXPORT1024") }
    package var isRC4: Bool { has("RC4") }
    /// Single DES.
    package var isDES: Bool { has("DES") || has("DES40") }
    package var isTripleDES: Bool { has("3DES") }
    package var isMD5: Bool { has("MD5") }
    package var isCBC: Bool { has("CBC") }
    /// The client encrypts the secret to an RSA key of the server, so whoever gets the key later can read what was recorded.
    package var usesStaticRSA: Bool { exchange.first == "RSA" }
    /// A Diffie-Hellman prime comes in ServerKeyExchange: DHE, DH_anon.
    package var usesDHE: Bool { exchange.first == "DHE" || exchange == ["DH", "anon"] || exchange == ["DH", "anon", "EXPORT"] }

    package var authentication: Authentication {
        if exchange.isEmpty { return .certificate }
        if isAnonymous { return .anonymous }
        if exchange.contains("ECDSA") { return .ecdsa }
        if exchange.contains("DSS") { return .dss }
        return exchange.contains("RSA") ? .rsa : .gost
    }

    /// Whether the suite may be chosen in a version. Suites with a hash other than MD5 and SHA-1, or with an authenticated cipher,
    /// came with TLS 1.2 (RFC 5246, section 1.2); those without a key exchange in their name, and MGM (RFC 9367), with TLS 1.3.
    package func fits(_ version: TLSVersion) -> Bool {
        switch version {
        case .tls13: isOfTLS13
        case .tls12: !isOfTLS13
        case .ssl3, .tls10, .tls11: !isOfTLS13 && !isOfTLS12
        }
    }

    private var isOfTLS13: Bool { exchange.isEmpty || has("MGM") }

    private var isOfTLS12: Bool {
        ["SHA256", "SHA384", "GCM", "CCM", "POLY1305", "OMAC"].contains { has($0) } || number == 0xC102
    }

    private func has(_ word: Substring) -> Bool { transfer.contains(word) }

    /// The words of the key exchange, what stands before `WITH`: `DHE`, `RSA`. None for the suites of TLS 1.3.
    private var exchange: ArraySlice<Substring> {
        let words = name.split(separator: "_")
        guard let end = words.firstIndex(of: "WITH") else { return [] }
        return words[1..<end]
    }

    /// The words of the cipher and the hash.
    private var transfer: ArraySlice<Substring> {
        let words = name.split(separator: "_")
        return words.firstIndex(of: "WITH").map { words[($0 + 1)...] } ?? words.dropFirst()
    }
}
