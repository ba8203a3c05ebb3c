internal import CLinux
internal import Controls
internal import Glibc
package import ProbeKit

extension RootedTree: SubvolumeTable {
    package func subvolume(at path: HostPath) throws(ReadFailure) -> Subvolume? {
        guard let directory = try opened(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOCTTY) else { return nil }
        guard let status = directory.status() else { throw .failed(path, Self.text(errno)) }
        guard status.st_ino == Self.subvolumeTop else { return nil }
        var info = btrfs_ioctl_get_subvol_info_args()
        // Where the kernel had to look beside a key it answers with 1, which is as good.
        guard unsafe soc2d_subvolume(directory.number, &info) >= 0 else {
            if errno == ENOTTY || errno == EINVAL || errno == EOPNOTSUPP { return nil }
            throw Self.failure(errno, path) ?? .failed(path, Self.text(errno))
        }
        guard let created = Moment(info.otime) else { throw .failed(path, "the subvolume was made at a time that cannot be") }
        return Subvolume(
            id: Self.digits(of: info.uuid), parent: Self.id(info.parent_uuid), received: Self.id(info.received_uuid),
            isReadOnly: info.flags & UInt64(BTRFS_ROOT_SUBVOL_RDONLY) != 0, created: created)
    }

    /// The inode of every top of a subvolume: BTRFS_FIRST_FREE_OBJECTID of linux/btrfs_tree.h.
    private static let subvolumeTop: UInt = 256

    /// Nil where all bytes are zero, as btrfs writes none.
    private static func id(_ bytes: UUID) -> String? {
        let digits = digits(of: bytes)
        return digits.contains { $0 != "0" } ? digits : nil
    }

    private static func digits(of bytes: UUID) -> String { unsafe withUnsafeBytes(of: bytes) { unsafe Array($0) }.hexadecimal }

    private typealias UUID = (
        UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8
    )
}

extension Moment {
    /// Nil for a time that no moment can hold.
    fileprivate init?(_ time: btrfs_ioctl_timespec) {
        let (scaled, overflow) = Int64(clamping: time.sec).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overrun) = scaled.addingReportingOverflow(Int64(time.nsec))
        guard !overflow, !overrun else { return nil }
        self.init(nanoseconds: sum)
    }
}
