/// Programs that make backups, and the adapters that list what they make.
enum BackupProgram {
    /// The adapter for what a program makes; `.some(nil)` for a known program without an adapter of its own, nil for any other.
    static func adapter(of program: String) -> AdapterName?? { adapters[program] }

    private static let adapters: [String: AdapterName?] = {
        var all: [String: AdapterName?] = [
            "restic": .restic, "rustic": .restic, "resticprofile": .restic, "autorestic": .restic, "borg": .borg, "borgmatic": .borg,
            "pgbackrest": .pgbackrest, "barman": .barman, "sanoid": .zfs, "syncoid": .zfs, "zfs-auto-snapshot": .zfs, "zrepl": .zfs,
            "btrbk": .btrfs, "snapper": .btrfs, "timeshift": .btrfs,
        ]
        let others = [
            "duplicity", "duply", "duplicati-cli", "rsnapshot", "rdiff-backup", "kopia", "attic", "bup", "obnam", "proxmox-backup-client",
            "pg_dump", "pg_dumpall", "pg_basebackup", "wal-g", "mysqldump", "mariadb-dump", "mariabackup", "mariadb-backup", "xtrabackup",
            "mydumper", "mongodump", "automysqlbackup", "autopostgresqlbackup", "vzdump", "bacula-fd", "bareos-fd", "amandad", "burp",
        ]
        for name in others { all.updateValue(nil, forKey: name) }
        return all
    }()
}
