import Controls
import ProbeKit

/// The files that the uses of pam_faillock read.
struct FaillockFiles: RecordedObject, Hashable, Sendable {
    var files: [SettingsFile] = []
    var unread: [Unread] = []

    init() {}

    /// Reads the usual file and those that `conf=` names.
    /// - Parameter places: where the installed module looks for its usual file, the first that exists counts.
    init(namedIn services: [PamService], places: [HostPath], in tree: any FileTree, keeping read: (File) -> Void) {
        let uses = services.flatMap { $0.auth.entries + $0.account.entries }.filter { $0.role == .lockout }
        guard !uses.isEmpty else { return }
        for path in places where add(path, in: tree, keeping: read) { break }
        for name in Set(uses.compactMap { FaillockSettings.ownFile(of: $0) }).sorted() where name.hasPrefix("/") {
            add(HostPath(Subject.unescaping(name)), in: tree, keeping: read)
        }
    }

    /// What a use of the module reads.
    /// - Throws: why that is not known, or why the module always fails.
    func file(for entry: PamEntry) throws(SettingsProblem) -> SettingsFile? {
        let own = FaillockSettings.ownFile(of: entry)
        let usual = ([FaillockSettings.mainFile] + FaillockSettings.vendorFiles).map(\.escaped)
        let paths = own.map { [$0] } ?? usual
        if let unread = unread.first(where: { paths.contains($0.path) }) { throw SettingsProblem(unread) }
        let file = files.first { paths.contains($0.path) }
        if let own, file == nil {
            throw SettingsProblem(Unread(own, .unreadable, "pam_faillock fails without the file that conf= names"))
        }
        if let file, let line = file.stoppedAt {
            throw SettingsProblem(Unread(file.path, .parseError, "line \(line) is longer than pam_faillock reads"))
        }
        return file
    }

    @discardableResult
    private mutating func add(_ path: HostPath, in tree: any FileTree, keeping read: (File) -> Void) -> Bool {
        do throws(ReadFailure) {
            guard let file = try tree.contents(of: path) else { return false }
            read(file)
            files.append(FaillockSettings.parse(file.bytes, path: path.escaped))
        } catch {
            unread.append(Unread(error))
        }
        return true
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("files", &files)
        try form.field("unread", &unread)
    }
}
