import Controls
import ProbeKit

/// What paths of this host lie on.
struct LocalStorage {
    let files: any FileTree
    let own: OwnNames
    private let mounts: Mounts
    private let devices: BlockDevices

    /// Nil where nobody tells what is mounted.
    init?(_ files: any FileTree, own: OwnNames) throws(ReadFailure) {
        guard let mounts = try Mounts(files) else { return nil }
        self.files = files
        self.own = own
        self.mounts = mounts
        devices = BlockDevices(files: files)
    }

    /// What a path lies on.
    struct Found {
        let mount: Mount
        /// Nil for a file system without block devices, and where sysfs does not know them.
        let layers: BlockDevices.Layers?
    }

    /// The place of a path that is there; nil where it is not.
    /// - Parameter data: where the data lie that are backed up.
    func place(of path: HostPath, besides data: [HostPath]) throws(ReadFailure) -> BackupPlace? {
        guard let found = try found(path) else { return nil }
        let mount = found.mount
        if let place = NetworkFileSystem.place(mount, at: path, own: own) { return place }
        var place = BackupPlace(path.escaped, .local, text(found))
        place.isEncrypted = found.layers?.isEncrypted
        if let network = found.layers?.network {
            place.kind = .unknown
            place.text += ", reached by \(network): what holds it may be another machine"
            return place
        }
        for path in data {
            guard let other = try? self.found(path), shares(found, other) else { continue }
            place.kind = .sameVolume
            place.text += ", which holds \(path.escaped) too"
            return place
        }
        if let root = try? self.found("/"), shares(found, root) { place.text += ", which holds / too" }
        return place
    }

    /// - Parameter depth: how many loop devices are above.
    private func found(_ path: HostPath, depth: Int = 0) throws(ReadFailure) -> Found? {
        let place = try files.resolved(path)
        guard depth < 4, let status = try files.status(of: place), let mount = mounts.mount(of: place, device: status.device) else {
            return nil
        }
        guard var layers = try layers(of: mount) else { return Found(mount: mount, layers: nil) }
        for image in layers.images {
            guard let below = try found(image, depth: depth + 1)?.layers else { return Found(mount: mount, layers: nil) }
            layers.disks.formUnion(below.disks)
            layers.isEncrypted = layers.isEncrypted || below.isEncrypted
            layers.network = layers.network ?? below.network
        }
        return Found(mount: mount, layers: layers)
    }

    private func layers(of mount: Mount) throws(ReadFailure) -> BlockDevices.Layers? {
        if let name = try devices.name(of: mount.device) { return try devices.layers(below: name) }
        guard mount.source.starts(with: "/dev/".utf8) else { return nil }
        let name = try files.resolved(HostPath(mount.source)).name.escaped
        return mount.type == "btrfs" ? try devices.layers(belowAll: btrfsMembers(with: name)) : try devices.layers(below: name)
    }

    /// All devices of the btrfs that one of them belongs to: its source is only one of several.
    private func btrfsMembers(with name: String) throws(ReadFailure) -> [String] {
        let directory: HostPath = "/sys/fs/btrfs"
        for system in try files.names(in: directory) ?? [] {
            let members = try files.names(in: directory.appending(system).appending("devices"))?.map { $0.name.escaped } ?? []
            if members.contains(name) { return members }
        }
        return [name]
    }

    private func shares(_ first: Found, _ second: Found) -> Bool {
        guard let mine = first.layers?.disks, let others = second.layers?.disks else { return first.mount.device == second.mount.device }
        return !mine.isDisjoint(with: others)
    }

    private func text(_ found: Found) -> String {
        let mount = found.mount
        switch mount.type {
        case "tmpfs", "ramfs": return "\(mount.type), memory that a reboot empties"
        case "overlay": return "overlay of file systems of this host"
        default: break
        }
        let disks = found.layers.map { $0.disks.sorted().joined(separator: ", ") } ?? ""
        let source = mount.source.starts(with: "/dev/".utf8) ? " on \(Subject.escaping(mount.source))" : ""
        return "\(mount.type)\(source)" + (disks.isEmpty ? "" : " of disk \(disks)")
    }
}
