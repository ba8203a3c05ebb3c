import Controls
import ProbeKit

/// The files that the uses of pam_pwhistory read. Builds before 1.5.3, such as Debian 12's, read none.
struct HistoryFiles: RecordedObject, Hashable, Sendable {
    var files: [SettingsFile] = []
    var unread: [Unread] = []
    /// A file that is there and that this build of the module does not read.
    var ignored: String?
    /// Whether the module reads files.
    var isInUse = false
    /// The file of old passwords, without which pam_unix refuses every password where it has `remember=`.
    var oldPasswords = Presence.unknown

    static let oldPasswordsFile: HostPath = "/etc/security/opasswd"

    init() {}

    /// Reads the usual file and those that `conf=` names.
    /// - Parameter places: where the installed module looks for its usual file, the first that exists counts.
    init(namedIn services: [PamService], places: [HostPath], in tree: any FileTree, keeping read: (File) -> Void) {
        oldPasswords = Presence(ofAny: [Self.oldPasswordsFile], in: tree)
        isInUse = !places.isEmpty
        let uses = services.flatMap(\.password.entries).filter { $0.role == .history }
        guard !uses.isEmpty else { return }
        guard isInUse else {
            if Presence(ofAny: [HistorySettings.mainFile], in: tree) == .present { ignored = HistorySettings.mainFile.escaped }
            return
        }
        for path in places where add(path, in: tree, keeping: read) { break }
        for name in Set(uses.compactMap { HistorySettings.ownFile(of: $0) }).sorted() where name.hasPrefix("/") {
            add(HostPath(Subject.unescaping(name)), in: tree, keeping: read)
        }
    }

    /// What a use of the module reads; a file that is missing says nothing.
    func file(for entry: PamEntry) throws(SettingsProblem) -> SettingsFile? {
        guard isInUse else { return nil }
        let usual = ([HistorySettings.mainFile] + HistorySettings.vendorFiles).map(\.escaped)
        let own = HistorySettings.ownFile(of: entry)
        if let own, !own.hasPrefix("/") {
            throw SettingsProblem(Unread(entry.path, .unsupportedFormat, "conf= names no path that can be followed", line: entry.line))
        }
        let paths = own.map { [$0] } ?? usual
        if let unread = unread.first(where: { paths.contains($0.path) }) { throw SettingsProblem(unread) }
        return files.first { paths.contains($0.path) }
    }

    @discardableResult
    private mutating func add(_ path: HostPath, in tree: any FileTree, keeping read: (File) -> Void) -> Bool {
        do throws(ReadFailure) {
            guard let file = try tree.contents(of: path) else { return false }
            read(file)
            files.append(HistorySettings.parse(file.bytes, path: path.escaped))
        } catch {
            unread.append(Unread(error))
        }
        return true
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("files", &files)
        try form.field("ignored", &ignored)
        try form.field("in_use", &isInUse)
        try form.word("old_passwords", &oldPasswords)
        try form.field("unread", &unread)
    }
}
