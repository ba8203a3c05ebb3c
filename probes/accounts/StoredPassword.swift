import ProbeKit

/// What a password field holds. Only the prefix of a hash is looked at, and nothing of the hash is kept: crypt(5).
struct StoredPassword: RecordedObject, Hashable, Sendable {
    enum Scheme: String, CaseIterable, Hashable, Sendable {
        /// An empty field: anybody gets in.
        case empty
        /// No hash: `*`, `!`, `!!`, and what is too short to be one.
        case none
        /// `x` in passwd: the hash stands in shadow.
        case elsewhere
        case yescrypt
        case gostYescrypt = "gost-yescrypt"
        case scrypt, bcrypt, sha512crypt, sha256crypt
        case md5crypt, sunmd5, sha1crypt, nthash, bsdicrypt, descrypt
        /// A prefix that is in no list of ours, or text that is long enough for a hash.
        case unknown

        /// Whether a password exists that lets somebody in, once it is not locked.
        var isHash: Bool {
            switch self {
            case .empty, .none, .elsewhere: false
            case .yescrypt, .gostYescrypt, .scrypt, .bcrypt, .sha512crypt, .sha256crypt, .md5crypt, .sunmd5, .sha1crypt, .nthash,
                .bsdicrypt, .descrypt, .unknown:
                true
            }
        }
    }

    var scheme = Scheme.none
    /// Leading `!` before a hash: unlocking brings the password back.
    var isLocked = false
    /// `rounds=` of the SHA schemes, or their default 5000; nil for the others.
    var rounds: Int?

    init() {}

    init(scheme: Scheme) { self.scheme = scheme }

    init(_ field: ArraySlice<UInt8>) {
        if field.isEmpty {
            scheme = .empty
            return
        }
        let hash = field.drop { $0 == UInt8(ascii: "!") }
        isLocked = hash.count < field.count
        (scheme, rounds) = Self.classify(hash)
    }

    /// Whether the password can be used now.
    var isUsable: Bool { scheme == .empty || (scheme.isHash && !isLocked) }

    private static func classify(_ hash: ArraySlice<UInt8>) -> (Scheme, rounds: Int?) {
        for (prefix, scheme) in prefixes where hash.starts(with: prefix.utf8) {
            guard scheme == .sha512crypt || scheme == .sha256crypt else { return (scheme, nil) }
            return (scheme, rounds(in: hash.dropFirst(prefix.utf8.count)))
        }
        if hash.first == UInt8(ascii: "$") { return (.unknown, nil) }
        if hash.first == UInt8(ascii: "_"), hash.count == 20, hash.dropFirst().allSatisfy(isCryptDigit) { return (.bsdicrypt, nil) }
        if hash.first == UInt8(ascii: "*") || hash.count < desLength { return (.none, nil) }
        // What follows is the age that HP-UX adds after a comma, or more blocks of bigcrypt: pam_unix takes both.
        return (hash.prefix(desLength).allSatisfy(isCryptDigit) ? .descrypt : .unknown, nil)
    }

    /// The shortest hash that there is: two characters of salt and eleven of hash.
    private static let desLength = 13

    private static func rounds(in parameters: ArraySlice<UInt8>) -> Int {
        guard parameters.starts(with: "rounds=".utf8) else { return 5000 }
        return parameters.dropFirst(7).prefix { $0 != UInt8(ascii: "$") }.decimal ?? 5000
    }

    private static func isCryptDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private static let prefixes: [(String, Scheme)] = [
        ("$y$", .yescrypt), ("$gy$", .gostYescrypt), ("$7$", .scrypt), ("$2a$", .bcrypt), ("$2b$", .bcrypt), ("$2y$", .bcrypt),
        ("$2x$", .bcrypt), ("$6$", .sha512crypt), ("$5$", .sha256crypt), ("$1$", .md5crypt), ("$3$", .nthash), ("$md5", .sunmd5),
        ("$sha1", .sha1crypt),
    ]

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("locked", &isLocked)
        try form.field("rounds", &rounds)
        try form.word("scheme", &scheme)
    }
}
