import Controls

/// What the entity asks of passwords.
struct PasswordPolicySettings: Sendable {
    enum Pack: String, CaseIterable, Sendable {
        case nist = "nist-800-63b"
        case classic
    }

    enum PopulationScope: String, CaseIterable, Sendable {
        /// Every source of accounts counts.
        case all
        /// Accounts of directories are declared out of scope.
        case local
    }

    let minimumLength: Int
    /// Classes of characters that a password must hold, out of letters of both cases, digits and others.
    let minimumClasses: Int
    let requiresDictionary: Bool
    /// Passwords that must not come back; nil is `off`.
    let history: Int?
    let maximumAttempts: Int
    let attemptWindow: TimeSpan
    let minimumLockTime: TimeSpan
    let appliesToRoot: Bool
    /// nil is `off`.
    let maximumAge: TimeSpan?
    /// nil is `off`.
    let inactiveLock: TimeSpan?
    let allowedHashes: [StoredPassword.Scheme]
    /// Least rounds of the SHA schemes.
    let minimumRounds: [StoredPassword.Scheme: Int]
    /// The services to look at; empty for the usual ones.
    let services: [String]
    let population: PopulationScope

    private static let usualHashes = ["yescrypt", "gost-yescrypt", "sha512crypt", "bcrypt", "scrypt"]

    init(_ settings: inout Settings) {
        let pack = settings.choice("PolicyPack", default: Pack.nist)
        minimumLength = settings.integer("MinimumLength", default: 14, in: 1...512)
        minimumClasses = settings.integer("MinimumClasses", default: pack == .classic ? 3 : 0, in: 0...4)
        requiresDictionary = settings.flag("RequireDictionary", default: true)
        history = settings.integerOrOff("History", default: pack == .classic ? 5 : nil, in: 1...400)
        maximumAttempts = settings.integer("MaximumAttempts", default: 5, in: 1...1000)
        attemptWindow = settings.timeSpan("AttemptWindow", default: .minutes(15))
        minimumLockTime = settings.timeSpan("MinimumLockTime", default: .minutes(10))
        appliesToRoot = settings.flag("ApplyToRoot", default: false)
        maximumAge = settings.timeSpanOrOff("MaximumAge", default: pack == .classic ? .days(365) : nil)
        inactiveLock = settings.timeSpanOrOff("InactiveLock", default: pack == .classic ? .days(30) : nil)
        allowedHashes = Self.hashes(&settings)
        minimumRounds = Self.rounds(&settings)
        services = Self.services(&settings)
        population = settings.choice("Population", default: .all)
    }

    private static func hashes(_ settings: inout Settings) -> [StoredPassword.Scheme] {
        guard let words = settings.placedWords("AllowHash") else { return usualHashes.compactMap { .init(rawValue: $0) } }
        let known = StoredPassword.Scheme.allCases.filter { $0.isHash && $0 != .unknown }
        return words.compactMap { word in
            if let scheme = known.first(where: { $0.rawValue == word.value }) { return scheme }
            settings.reject("AllowHash", word, expected: "words out of \(known.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
    }

    private static func rounds(_ settings: inout Settings) -> [StoredPassword.Scheme: Int] {
        guard let words = settings.placedWords("MinimumRounds") else { return [.sha512crypt: 5000] }
        var rounds: [StoredPassword.Scheme: Int] = [:]
        for word in words {
            let parts = word.value.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            let scheme = parts.first.flatMap { StoredPassword.Scheme(rawValue: $0) }
            if parts.count == 2, let count = Int(parts[1]), count > 0, let scheme, scheme == .sha512crypt || scheme == .sha256crypt {
                rounds[scheme] = count
            } else {
                settings.reject("MinimumRounds", word, expected: "sha512crypt:N or sha256crypt:N")
            }
        }
        return rounds
    }

    private static func services(_ settings: inout Settings) -> [String] {
        var services: [String] = []
        for word in settings.placedWords("PamService") ?? [] {
            // libpam makes the name of a service small.
            let name = word.value.lowercased()
            if name.contains("/") || name.hasPrefix(".") {
                settings.reject("PamService", word, expected: "the name of a file in /etc/pam.d")
            } else if !services.contains(name) {
                services.append(name)
            }
        }
        return services
    }
}
