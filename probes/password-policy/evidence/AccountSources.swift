import Controls
import ProbeKit

/// Where accounts and their passwords come from besides passwd and shadow.
struct AccountSources: RecordedObject, Hashable, Sendable {
    /// Services of nsswitch.conf for `passwd` and `shadow` whose accounts no file lists.
    var elsewhere: [NameService] = []
    /// Lines of nsswitch.conf that name no service: their numbers, the first hundred, and how many there are.
    var badLines = StrayLines()
    /// The line of nsswitch.conf that asks systemd, if it does.
    var systemd: NameService?
    /// User records of systemd that lie in files.
    var records = 0
    /// A directory of such records that cannot be read.
    var recordsUnread: Unread?
    var unread: Unread?

    static let file: HostPath = "/etc/nsswitch.conf"

    init() {}

    init(in tree: any FileTree, keeping read: (File) -> Void) {
        do throws(ReadFailure) {
            guard let file = try tree.contents(of: Self.file) else { return }
            read(file)
            add(NameServiceSwitch(parsing: file.bytes))
        } catch {
            unread = Unread(error)
            return
        }
        guard systemd != nil else { return }
        do throws(ReadFailure) {
            for directory in NameService.recordDirectories {
                records += try (tree.names(in: directory) ?? []).count { Self.isUserRecord($0) }
            }
        } catch {
            recordsUnread = Unread(error)
        }
    }

    private mutating func add(_ file: NameServiceSwitch) {
        for number in file.malformed { badLines.add(number) }
        for service in file.services(of: "passwd") + file.services(of: "shadow") {
            switch service.reach {
            case .file, .compat: break
            case .systemd: systemd = systemd ?? service
            case .elsewhere: if !elsewhere.contains(where: { $0.name == service.name }) { elsewhere.append(service) }
            }
        }
    }

    private static func isUserRecord(_ name: HostPath) -> Bool {
        [".user", ".identity"].contains { name.bytes.suffix($0.utf8.count).elementsEqual($0.utf8) }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("bad_lines", &badLines)
        try form.field("elsewhere", &elsewhere)
        try form.field("records", &records)
        try form.field("records_unread", &recordsUnread)
        try form.field("systemd", &systemd)
        try form.field("unread", &unread)
    }
}
