/// How a backup set is looked at: the words of `Adapter=`.
enum AdapterName: String, CaseIterable, Sendable {
    /// A file that the backup job writes when it ends.
    case statusFile = "status-file"
    /// `restic snapshots --json`, written to a file by the job.
    case restic
    /// `borg list --json`, written to a file by the job.
    case borg
    /// `pgbackrest info --output=json`, run by soc2d or written to a file.
    case pgbackrest
    /// The `backup.info` files below barman's directory of a server.
    case barman
    /// The last success of a service.
    case unit
    /// The newest file that a pattern matches.
    case file
    /// Snapshots of a dataset.
    case zfs
    /// Snapshots in directories that a pattern matches.
    case btrfs

    /// What the set's `Source=` has to be.
    var source: String {
        switch self {
        case .statusFile: "the absolute path of the status file"
        case .restic, .borg: "the absolute path of the listing that the job writes"
        case .pgbackrest: "a stanza, or the absolute path of the listing that the job writes"
        case .barman: "the absolute path of barman's directory of one server, such as /var/lib/barman/main"
        case .unit: "the name of a service, such as backup.service"
        case .file: "an absolute path with a pattern in its last part, such as /srv/dumps/db-*.dump"
        case .zfs: "a dataset, such as tank/data"
        case .btrfs: "an absolute path with a pattern in its last part, such as /srv/.snapshots/*"
        }
    }

    /// Whether `Source=` can be that.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .statusFile, .restic, .borg, .barman, .file, .btrfs: text.hasPrefix("/") && text != "/"
        case .pgbackrest: text.hasPrefix("/") || isPlainName(text, besides: "-_.")
        case .unit: isPlainName(text, besides: "-_.:\\@") && (text.hasSuffix(".service") || !text.contains("."))
        case .zfs: isPlainName(text, besides: "-_.:/ ") && !text.hasPrefix("/")
        }
    }

    /// Whether the source is a file that the job writes with what its tool says.
    func isListing(_ source: String) -> Bool {
        switch self {
        case .restic, .borg: true
        case .pgbackrest: source.hasPrefix("/")
        case .statusFile, .barman, .unit, .file, .zfs, .btrfs: false
        }
    }

    /// Letters, digits and some marks, not beginning with `-`: it can stand alone as an argument.
    private func isPlainName(_ text: String, besides marks: String) -> Bool {
        !text.isEmpty && !text.hasPrefix("-") && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || marks.contains($0)) }
    }
}
