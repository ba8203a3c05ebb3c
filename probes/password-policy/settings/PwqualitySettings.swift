import Controls

/// The settings that are in force for one use of pam_pwquality: pwquality.conf(5), pam_pwquality(8).
struct PwqualitySettings {
    private var lines: [String: SettingLine] = [:]
    /// What loses, by the name of the setting.
    private var losing: [String: LastLines] = [:]
    private var ignored: [Note] = []

    private static let numbers: Set<String> = [
        "difok", "minlen", "dcredit", "ucredit", "lcredit", "ocredit", "minclass", "maxrepeat", "maxclassrepeat", "maxsequence",
        "gecoscheck", "dictcheck", "usercheck", "usersubstr", "enforcing", "retry",
    ]
    private static let flags: Set<String> = ["enforce_for_root", "local_users_only"]
    private static let texts: Set<String> = ["badwords", "dictpath"]
    private static let credits = ["dcredit", "ucredit", "lcredit", "ocredit"]
    /// The settings that decide about the length, and those that decide about the rest.
    static let ofLength = ["minlen", "enforcing"] + credits
    static let ofComplexity = ["minclass", "dictcheck", "usercheck", "enforcing"] + credits
    private static let mostClasses = 4
    /// Compiled in; minlen cannot go below the second.
    private static let usualLength = 8
    private static let leastLength = 6

    /// Whether libpwquality takes a setting; it stops reading at one that it does not take.
    static func accepts(_ setting: SettingLine) -> Bool {
        if flags.contains(setting.name) || texts.contains(setting.name) { return true }
        guard numbers.contains(setting.name), let number = setting.value.wholeNumber else { return false }
        return abs(number) < Int(Int32.max)
    }

    /// The files, then the arguments of a module; the last word on a setting counts.
    init(_ files: PwqualityFiles, argumentsOf entry: PamEntry) {
        for file in files.files {
            for line in file.lines { take(line) }
            if let line = file.stoppedAt {
                ignored.append(Note(.ignoredFile, "\(file.path) is not read from line \(line) on, which libpwquality refuses"))
            }
        }
        for path in files.ignored { ignored.append(Note(.ignoredFile, "\(path) is not read, because an earlier file cannot be")) }
        for argument in entry.arguments {
            var setting = SettingLine(argument: argument, of: entry)
            setting.name = setting.name.lowercased()
            if Self.accepts(setting) { take(setting) }
        }
    }

    private mutating func take(_ setting: SettingLine) {
        if let before = lines[setting.name], before.value != setting.value {
            losing[setting.name, default: LastLines()].add(before)
        }
        lines[setting.name] = setting
    }

    private func number(_ name: String) -> Int? { lines[name]?.value.wholeNumber }

    /// What the files and arguments ask for, before `enforcing`: minlen less the credits that a password can earn.
    var configuredLength: Int {
        let asked = max(number("minlen") ?? Self.usualLength, Self.leastLength)
        return max(0, asked - Self.credits.reduce(0) { $0 + max(0, number($1) ?? 0) })
    }

    /// Whether a bad password is refused rather than only remarked upon.
    var isEnforcing: Bool { number("enforcing") ?? 1 != 0 }
    var appliesToRoot: Bool { lines["enforce_for_root"] != nil }
    var isForLocalUsersOnly: Bool { lines["local_users_only"] != nil }
    var checksDictionary: Bool { number("dictcheck") ?? 1 != 0 }
    var hasOwnDictionary: Bool { !(lines["dictpath"]?.value ?? "").isEmpty }

    var checksUserName: Bool { number("usercheck") ?? 1 != 0 }
    /// How often it asks before it gives up.
    var tries: Int { number("retry") ?? 1 }
    /// Classes of characters that a password must hold: `minclass`, or the classes whose credit is negative, each a demand.
    var requiredClasses: Int {
        max(min(number("minclass") ?? 0, Self.mostClasses), Self.credits.count { (number($0) ?? 0) < 0 })
    }

    /// What loses among some settings, and what is not read at all.
    func notes(on names: [String]) -> [Note] { ignored + names.flatMap { LastLines.losing(losing[$0], to: lines[$0]) } }

    /// The lines that decide about classes and words, after the one that may switch all off.
    func complexitySources(wordsFirst: Bool) -> [Source] {
        let credits = Self.credits.filter { (number($0) ?? 0) < 0 }
        let classes = ["minclass"] + credits
        let words = ["dictcheck", "usercheck"]
        return (["enforcing"] + (wordsFirst ? words + classes : classes + words)).compactMap { lines[$0]?.source }
    }

    /// The lines that decide about the length, the deciding one first.
    var sources: [Source] {
        let enforcing = isEnforcing ? nil : lines["enforcing"]
        let credits = Self.credits.filter { (number($0) ?? 0) > 0 }.compactMap { lines[$0] }
        return ([enforcing, lines["minlen"]] + credits).compactMap { $0?.source }
    }

    var setsLength: Bool { lines["minlen"] != nil }
    /// Where the length comes from, in words.
    var lengthOrigin: String { setsLength ? "pam_pwquality" : "pam_pwquality built-in default" }
}
