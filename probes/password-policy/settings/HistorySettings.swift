import Controls
import ProbeKit

/// The settings that are in force for one use of pam_pwhistory: pwhistory.conf(5), pam_pwhistory(8).
struct HistorySettings {
    /// How many passwords may not come back, the present one among them.
    private(set) var remembered = 10
    /// How often it asks before it gives up; with 0 it refuses every password.
    private(set) var tries = 1
    private(set) var appliesToRoot = false
    private var lines: [String: SettingLine] = [:]
    private var losing: [String: LastLines] = [:]
    private var bad = LastLines()

    static let mainFile: HostPath = "/etc/security/pwhistory.conf"
    /// Where builds with vendor directories look if there is no main file.
    static let vendorFiles: [HostPath] = ["/usr/lib/security/pwhistory.conf", "/usr/etc/security/pwhistory.conf"]
    private static let most = 400

    /// The first line of each name in the file, then the arguments of the module, of which the last counts.
    init(_ file: SettingsFile?, argumentsOf entry: PamEntry) {
        for line in file?.lines ?? [] { takeFromFile(line) }
        for argument in entry.arguments where !argument.hasPrefix("conf=") {
            var setting = SettingLine(argument: argument, of: entry)
            setting.name = setting.name.lowercased()
            // A flag with a value is no flag.
            if setting.name != "enforce_for_root" || !argument.contains("=") { takeArgument(setting) }
        }
    }

    /// The file that a use of the module reads; nil for the usual one.
    static func ownFile(of entry: PamEntry) -> String? {
        entry.arguments.last { $0.hasPrefix("conf=") }.map { String($0.dropFirst(5)) }
    }

    /// Reads a file as libpam looks a name up: `#` and NUL end a line, a blank or `=` ends the name, and lines may be of any length.
    static func parse(_ bytes: [UInt8], path: String) -> SettingsFile {
        var file = SettingsFile()
        file.path = path
        for (number, line) in ByteLines(bytes) {
            let text = line.prefix { $0 != UInt8(ascii: "#") && $0 != 0 }.drop(while: SettingText.isSpace)
            guard !text.isEmpty else { continue }
            let name = text.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "=") }
            let value = text[name.endIndex...].drop { SettingText.isSpace($0) || $0 == UInt8(ascii: "=") }
            file.lines.append(SettingLine(name.smallText, value.escaped, path: path, line: number))
        }
        return file
    }

    private mutating func takeFromFile(_ setting: SettingLine) {
        guard ["remember", "retry", "enforce_for_root"].contains(setting.name) else { return }
        if let first = lines[setting.name] {
            if first.value != setting.value { losing[setting.name, default: LastLines()].add(setting) }
            return
        }
        lines[setting.name] = setting
        switch setting.name {
        case "remember": remembered = number(setting).map { max(0, $0) } ?? remembered
        case "retry": tries = number(setting) ?? tries
        default: appliesToRoot = true
        }
    }

    /// An unsigned number as scanf(3) reads it into 32 bits, which the module then takes for a signed one.
    private mutating func number(_ setting: SettingLine) -> Int? {
        guard let number = setting.value.leadingNumber else {
            bad.add(setting)
            return nil
        }
        return Int(Int32(truncatingIfNeeded: number))
    }

    /// What is no number counts as 0 in an argument; below 0 `remember` becomes 0, and `retry` 1.
    private mutating func takeArgument(_ setting: SettingLine) {
        let number = Int(Int32(truncatingIfNeeded: setting.value.leadingNumber ?? 0))
        switch setting.name {
        case "remember": remembered = min(max(0, number), Self.most)
        case "retry": tries = number < 0 ? 1 : number
        case "enforce_for_root": appliesToRoot = true
        default: return
        }
        if let before = lines[setting.name], before.value != setting.value { losing[setting.name, default: LastLines()].add(before) }
        lines[setting.name] = setting
    }

    /// What loses, and what the module does not take.
    var notes: [Note] {
        losing.keys.sorted().flatMap { name in LastLines.losing(losing[name], to: lines[name]) }
            + bad.notes(.attention) { "\($0.name) in \($0.place) is no number that pam_pwhistory takes" }
    }

    /// The line that says how many are remembered; nil where the default is in force.
    var source: Source? { lines["remember"]?.source }
}
