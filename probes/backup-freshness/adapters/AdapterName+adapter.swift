extension AdapterName {
    /// What lists the points of a set with this word.
    var adapter: any BackupAdapter {
        switch self {
        case .statusFile: StatusFileAdapter()
        case .restic: ResticAdapter()
        case .borg: BorgAdapter()
        case .pgbackrest: PgBackRestAdapter()
        case .barman: BarmanAdapter()
        case .unit: UnitAdapter()
        case .file: FileAdapter()
        case .zfs: ZFSAdapter()
        case .btrfs: BtrfsAdapter()
        }
    }
}
