import Controls
import ProbeKit

/// What useradd(8) gives new accounts for field 7 of shadow: `INACTIVE=` in `/etc/default/useradd`.
struct UseraddDefaults: RecordedObject, Hashable, Sendable {
    /// The last line, which counts even if it is no number.
    var inactive: SettingLine?
    /// Lines that lose.
    var losing = LastLines()
    /// Whether the installed useradd knows the setting, which newer versions have dropped.
    var isKnown = Presence.unknown
    var unread: Unread?

    static let file: HostPath = "/etc/default/useradd"
    private static let programs: [HostPath] = ["/usr/sbin/useradd", "/usr/bin/useradd"]
    private static let start = "INACTIVE="

    init() {}

    init(in tree: any FileTree, keeping read: (File) -> Void) {
        do throws(ReadFailure) {
            if let file = try tree.contents(of: Self.file) {
                read(file)
                take(file.bytes)
            }
            for program in Self.programs {
                guard let code = try tree.contents(of: program, within: .machineCode) else { continue }
                isKnown = code.bytes.contains(Self.start) ? .present : .absent
                return
            }
        } catch {
            unread = Unread(error)
        }
    }

    /// A line counts only if it begins with the name and `=`, without a blank.
    private mutating func take(_ bytes: [UInt8]) {
        for (number, line) in ByteLines(bytes) where line.starts(with: Self.start.utf8) {
            if let before = inactive { losing.add(before) }
            let value = line.dropFirst(Self.start.utf8.count)
            inactive = SettingLine("INACTIVE", value.escaped, path: Self.file.escaped, line: number)
        }
    }

    /// Days, as strtol(3) reads them with any base; nil for never, which is also what a bad number comes to.
    var days: Int? { inactive.flatMap { $0.value.numberOfAnyBase }.flatMap { $0 >= 0 ? $0 : nil } }

    /// Whether the line is one that useradd complains about and ignores.
    var isBad: Bool { inactive.map { ($0.value.numberOfAnyBase ?? -2) < -1 } ?? false }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("inactive", &inactive)
        try form.word("known", &isKnown)
        try form.field("losing", &losing)
        try form.field("unread", &unread)
    }
}
