package import ProbeKit

/// Subvolumes of btrfs by their paths.
package struct FakeSubvolumes: SubvolumeTable {
    private let subvolumes: [HostPath: Subvolume]

    package init(_ subvolumes: [HostPath: Subvolume]) { self.subvolumes = subvolumes }

    package func subvolume(at path: HostPath) throws(ReadFailure) -> Subvolume? { subvolumes[path] }
}
