import Controls
import ProbeKit

/// The settings that are in force for one use of pam_faillock: faillock.conf(5), pam_faillock(8). Times are in seconds.
struct FaillockSettings {
    var deny = 3
    var failInterval = 900
    /// 0 locks until somebody resets.
    var unlockTime = 600
    var appliesToRoot = false
    var isForLocalUsersOnly = false
    var adminGroup: String?
    /// Where failures are counted, one file for each account.
    var directory: HostPath = "/var/run/faillock"
    private var lines: [String: SettingLine] = [:]
    private var losing: [String: LastLines] = [:]
    private var badNumbers = LastLines()
    private var badDirectories = LastLines()

    static let mainFile: HostPath = "/etc/security/faillock.conf"
    /// Where builds with vendor directories look if there is no main file.
    static let vendorFiles: [HostPath] = ["/usr/lib/security/faillock.conf", "/usr/etc/security/faillock.conf"]
    private static let longestTime = 604_800
    private static let longestLine = 1_022

    /// The file of the module, then its other arguments.
    init(_ file: SettingsFile?, argumentsOf entry: PamEntry) {
        for line in file?.lines ?? [] { take(line) }
        for argument in entry.arguments where !argument.hasPrefix("conf=") {
            take(SettingLine(argument: argument, of: entry))
        }
    }

    /// The file that a use of the module reads; nil for the usual one.
    static func ownFile(of entry: PamEntry) -> String? {
        entry.arguments.last { $0.hasPrefix("conf=") }.map { String($0.dropFirst(5)) }
    }

    /// Reads a file. A line that does not fit into the module's buffer makes every call fail.
    static func parse(_ bytes: [UInt8], path: String) -> SettingsFile {
        var file = SettingsFile()
        file.path = path
        for (number, line) in ByteLines(bytes) {
            guard line.count <= longestLine, !line.contains(0) else {
                file.stoppedAt = number
                return file
            }
            guard let text = SettingText(line) else { continue }
            file.lines.append(SettingLine(text.name.escaped, text.value.escaped, path: path, line: number))
        }
        return file
    }

    /// Takes a setting as the module does: a bad number keeps what was there, and a flag cannot be taken back.
    private mutating func take(_ setting: SettingLine) {
        switch setting.name {
        case "deny": takeNumber(setting, \.deny, most: nil)
        case "fail_interval": takeNumber(setting, \.failInterval, most: Self.longestTime)
        case "unlock_time":
            if setting.value == "never" {
                keep(setting)
                unlockTime = 0
            } else {
                takeNumber(setting, \.unlockTime, most: Self.longestTime)
            }
        case "even_deny_root": appliesToRoot = true
        case "local_users_only": isForLocalUsersOnly = true
        case "admin_group": adminGroup = setting.value
        case "dir": takeDirectory(setting)
        default: break
        }
    }

    private mutating func takeNumber(_ setting: SettingLine, _ place: WritableKeyPath<FaillockSettings, Int>, most: Int?) {
        guard var number = setting.value.leadingNumber, number >= 0, number <= most ?? Int.max else {
            badNumbers.add(setting)
            return
        }
        // deny is read into 16 bits.
        if most == nil { number %= 65_536 }
        keep(setting)
        self[keyPath: place] = number
    }

    /// A path that is not absolute keeps what was there.
    private mutating func takeDirectory(_ setting: SettingLine) {
        guard setting.value.hasPrefix("/") else {
            badDirectories.add(setting)
            return
        }
        keep(setting)
        directory = HostPath(Subject.unescaping(setting.value))
    }

    /// Whether both count in the same place; `/var/run` is a link to `/run` wherever there is one.
    func shares(_ other: FaillockSettings) -> Bool { Self.parts(directory) == Self.parts(other.directory) }

    private static func parts(_ directory: HostPath) -> [[UInt8]] {
        let parts = directory.components.map { Array($0) }
        return parts.starts(with: [Array("var".utf8), Array("run".utf8)]) ? Array(parts.dropFirst()) : parts
    }

    private mutating func keep(_ setting: SettingLine) {
        if let before = lines[setting.name], before.value != setting.value {
            losing[setting.name, default: LastLines()].add(before)
        }
        lines[setting.name] = setting
    }

    /// What loses, and what the module does not take.
    var notes: [Note] {
        losing.keys.sorted().flatMap { name in LastLines.losing(losing[name], to: lines[name]) }
            + badNumbers.notes(.attention) { "\($0.name) in \($0.place) is no number that pam_faillock takes" }
            + badDirectories.notes(.attention) { "dir in \($0.place) is not absolute, so that pam_faillock does not take it" }
    }

    /// The line that sets a value; nil where its default is in force.
    func source(of name: String) -> Source? { lines[name]?.source }
}
