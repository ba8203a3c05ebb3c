import Controls
import ProbeKit

/// What libpwquality reads before a module's arguments: the drop-ins in byte order, then the main file, as 1.4.5 does it.
struct PwqualityFiles: RecordedObject, Hashable, Sendable {
    /// In reading order.
    var files: [SettingsFile] = []
    /// Files that are not read because an earlier one stopped the reader, or because of their names.
    var ignored: [String] = []
    var unread: Unread?

    static let mainFile: HostPath = "/etc/security/pwquality.conf"
    static let dropIns: HostPath = "/etc/security/pwquality.conf.d"
    private static let longestLine = 1_022

    init() {}

    init(in tree: any FileTree, keeping read: (File) -> Void) {
        do throws(ReadFailure) {
            for path in try Self.dropInPaths(in: tree) + [Self.mainFile] { try add(path, in: tree, keeping: read) }
        } catch {
            unread = Unread(error)
        }
    }

    private static func dropInPaths(in tree: any FileTree) throws(ReadFailure) -> [HostPath] {
        try (tree.names(in: dropIns) ?? []).filter { $0.bytes.suffix(5).elementsEqual(".conf".utf8) }.map { dropIns.appending($0) }
    }

    private mutating func add(_ path: HostPath, in tree: any FileTree, keeping read: (File) -> Void) throws(ReadFailure) {
        guard let file = try tree.contents(of: path) else { return }
        read(file)
        if files.last?.stoppedAt != nil {
            ignored.append(path.escaped)
        } else {
            files.append(Self.parse(file.bytes, path: path.escaped))
        }
    }

    /// Reads a file up to the first line that libpwquality refuses.
    static func parse(_ bytes: [UInt8], path: String) -> SettingsFile {
        var file = SettingsFile()
        file.path = path
        for (number, line) in ByteLines(bytes) {
            guard line.count <= longestLine, !line.contains(0) else {
                file.stoppedAt = number
                return file
            }
            guard let text = SettingText(line) else { continue }
            let setting = SettingLine(text.name.smallText, text.value.escaped, path: path, line: number)
            guard PwqualitySettings.accepts(setting) else {
                file.stoppedAt = number
                return file
            }
            file.lines.append(setting)
        }
        return file
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("files", &files)
        try form.field("ignored", &ignored)
        try form.field("unread", &unread)
    }
}
