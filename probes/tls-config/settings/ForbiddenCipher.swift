import ProbeKit

/// One word of `ForbidCipher=`: a kind of cipher suites, or a suite by its name in the IANA registry.
enum ForbiddenCipher: Hashable, Sendable, CustomStringConvertible {
    /// Kinds that the name of a suite tells.
    enum Kind: String, CaseIterable, Hashable, Sendable {
        case null, anon, export, rc4, des
        case tripleDES = "3des"
        case md5, cbc
        case staticRSA = "static-rsa"
    }

    case kind(Kind)
    /// Diffie-Hellman over a prime of fewer bits.
    case diffieHellman(below: Int)
    case suite(CipherSuite)

    static let usual: [ForbiddenCipher] =
        [.null, .anon, .export, .rc4, .des, .tripleDES, .md5].map { .kind($0) } + [.diffieHellman(below: 2048)]

    /// What a word looks like, for people who mistyped one.
    static let expected =
        "words of \(Kind.allCases.map(\.rawValue).joined(separator: " ")) dh<BITS, or names such as TLS_RSA_WITH_AES_128_CBC_SHA"

    init?(_ word: String) {
        if let kind = Kind(rawValue: word) {
            self = .kind(kind)
        } else if word.hasPrefix("dh<") {
            guard let bits = Int(word.dropFirst(3)), (1...65_536).contains(bits) else { return nil }
            self = .diffieHellman(below: bits)
        } else {
            guard let suite = CipherSuite.all.first(where: { $0.name == word }) else { return nil }
            self = .suite(suite)
        }
    }

    /// Whether it forbids an accepted suite; nil where the size of the prime would decide and was not seen.
    func forbids(_ suite: CipherSuite, bits: Int?) -> Bool? {
        switch self {
        case .kind(let kind): Self.isOf(kind, suite)
        case .diffieHellman(let least): suite.usesDHE ? bits.map { $0 < least } : false
        case .suite(let forbidden): suite == forbidden
        }
    }

    private static func isOf(_ kind: Kind, _ suite: CipherSuite) -> Bool {
        switch kind {
        case .null: suite.isNull
        case .anon: suite.isAnonymous
        case .export: suite.isExport
        case .rc4: suite.isRC4
        case .des: suite.isDES
        case .tripleDES: suite.isTripleDES
        case .md5: suite.isMD5
        case .cbc: suite.isCBC
        case .staticRSA: suite.usesStaticRSA
        }
    }

    var description: String {
        switch self {
        case .kind(let kind): kind.rawValue
        case .diffieHellman(let bits): "dh<\(bits)"
        case .suite(let suite): suite.name
        }
    }
}
