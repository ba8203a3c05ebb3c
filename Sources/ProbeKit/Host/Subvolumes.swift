package import Controls

/// The subvolumes of btrfs(5).
package protocol SubvolumeTable: Sendable {
    /// The subvolume that a directory is the top of, as BTRFS_IOC_GET_SUBVOL_INFO of ioctl_btrfs describes it; nil for everything else.
    func subvolume(at path: HostPath) throws(ReadFailure) -> Subvolume?
}

/// A subvolume, snapshot or not.
package struct Subvolume: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits.
    package var id: String
    /// The id of what it is a snapshot of; nil for no snapshot.
    package var parent: String?
    /// The id that it had where it was sent from, once it has been received in full.
    package var received: String?
    package var isReadOnly: Bool
    package var created: Moment

    package init(id: String, parent: String?, received: String?, isReadOnly: Bool, created: Moment) {
        self.id = id
        self.parent = parent
        self.received = received
        self.isReadOnly = isReadOnly
        self.created = created
    }
}
