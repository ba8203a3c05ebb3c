import Controls

/// The settings that are in force for one use of pam_unix: pam_unix(8), and what its source does with login.defs.
struct UnixSettings {
    /// The shortest password that it stores for anybody but root.
    let minimumLength: Int
    let hasOwnMinimum: Bool
    /// How it hashes a new password, and the rounds of the SHA schemes.
    let scheme: StoredPassword.Scheme
    let rounds: Int
    /// The line that decides about the scheme; nil where nothing does.
    let schemeSource: Source?
    /// Whether it lets accounts with an empty password in.
    let acceptsEmpty: Bool
    /// Old passwords that it does not take again, for anybody but root; nil without `remember=`.
    let remembered: Int?
    /// Whether it refuses what is too much like the old password, and too simple words.
    let comparesWithOld: Bool
    let lengthNotes: [Note]
    let schemeNotes: [Note]

    /// The words for a scheme. pam_unix compares only as many letters as each has, with the first that fits.
    private static let schemes: [(word: String, scheme: StoredPassword.Scheme)] = [
        ("md5", .md5crypt), ("bigcrypt", .descrypt), ("sha256", .sha256crypt), ("sha512", .sha512crypt), ("blowfish", .bcrypt),
        ("des", .descrypt), ("gost_yescrypt", .gostYescrypt), ("yescrypt", .yescrypt),
    ]
    private static let usualRounds = 5000
    private static let mostRemembered = 400

    init(_ entry: PamEntry, loginDefs: LoginDefsFacts, builtInMinimum: Int) {
        let argument = entry.arguments.compactMap { Self.scheme($0) }.last
        let method = loginDefs.methodForPam.flatMap { Self.scheme($0.value.lowercased()) }
        scheme = argument ?? method ?? .descrypt
        schemeSource = argument != nil ? entry.source : method == nil ? nil : loginDefs.methodForPam?.source
        rounds = Self.rounds(entry, loginDefs, isShaByMethod: method == .sha512crypt || method == .sha256crypt)
        let asked = entry.arguments.last { $0.hasPrefix("minlen=") }.map { $0.dropFirst(7).leadingInt32 }
        hasOwnMinimum = asked != nil
        let minimum = max(0, asked ?? builtInMinimum)
        let isCut = scheme == .descrypt && minimum > 8
        minimumLength = isCut ? 8 : minimum
        acceptsEmpty = entry.has("nullok")
        remembered = entry.arguments.last { $0.hasPrefix("remember=") }.map {
            min(max(0, $0.dropFirst(9).leadingInt32), Self.mostRemembered)
        }
        comparesWithOld = entry.has("obscure")
        lengthNotes = isCut ? [Note(.attention, "pam_unix cuts minlen to 8, because DES takes no more characters")] : []
        schemeNotes = Self.losingMethod(loginDefs, isShadowed: argument != nil && argument != method)
    }

    private static func scheme(_ text: String) -> StoredPassword.Scheme? { schemes.first { text.hasPrefix($0.word) }?.scheme }

    /// `rounds=` beats `SHA_CRYPT_MAX_ROUNDS`, which is read only with a SHA method; what is below 1000 counts as nothing.
    private static func rounds(_ entry: PamEntry, _ loginDefs: LoginDefsFacts, isShaByMethod: Bool) -> Int {
        let argument = entry.arguments.last { $0.hasPrefix("rounds=") }.map { $0.dropFirst(7).leadingInt32 }
        let method = isShaByMethod ? loginDefs.roundsForPam.map { $0.value.leadingInt32 } : nil
        let rounds = argument ?? method ?? 0
        return rounds < 1000 ? usualRounds : min(rounds, 9_999_999)
    }

    private static func losingMethod(_ loginDefs: LoginDefsFacts, isShadowed: Bool) -> [Note] {
        guard isShadowed, let method = loginDefs.methodForPam else { return [] }
        return [Note(.shadowedSetting, "ENCRYPT_METHOD \(method.value) in \(method.place) loses to the argument of pam_unix")]
    }
}

extension StringProtocol {
    /// The number at the start, cut to the `int` that pam_unix keeps it in; 0 where there is none.
    fileprivate var leadingInt32: Int { Int(Int32(truncatingIfNeeded: leadingNumber ?? 0)) }
}
