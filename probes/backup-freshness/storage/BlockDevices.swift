import ProbeKit

/// What block devices are made of, as /sys/class/block tells it: sysfs(5) and the kernel's ABI document sysfs-block.
struct BlockDevices {
    let files: any FileTree

    /// What lies below a file system.
    struct Layers: Hashable, Sendable {
        /// Names of disks, such as `sda`.
        var disks: Set<String> = []
        /// Whether dm-crypt is on every way down.
        var isEncrypted = false
        /// The way in which a disk is reached over a network, such as `iSCSI`; nil where all of them are in this machine, as it seems.
        var network: String?
        /// Files that loop devices are made of.
        var images: [HostPath] = []
    }

    private static let directory: HostPath = "/sys/class/block"
    private static let depthLimit = 16

    /// The name of a device by its numbers, such as `8:1`; nil where sysfs has none.
    func name(of number: String) throws(ReadFailure) -> String? {
        try files.linkTarget(of: HostPath("/sys/dev/block/\(number)"))?.name.escaped
    }

    /// Everything below a device; nil where sysfs does not know it.
    func layers(below name: String, depth: Int = 0) throws(ReadFailure) -> Layers? {
        let path = Self.directory.appending(HostPath(name))
        guard depth < Self.depthLimit, !name.contains("/"), !name.isEmpty, try files.status(of: path) != nil else { return nil }
        if let slaves = try files.names(in: path.appending("slaves")), !slaves.isEmpty {
            return try joined(slaves.map { $0.name.escaped }, isEncrypted: try isCrypt(path), depth)
        }
        let target = try files.linkTarget(of: path)
        if try files.status(of: path.appending("partition")) != nil, let disk = target?.parent.name.escaped {
            return try layers(below: disk, depth: depth + 1)
        }
        var layers = Layers(disks: [name])
        layers.isEncrypted = try isCrypt(path)
        layers.network = Self.network(name, target)
        if let file = try files.contents(of: path.appending("loop/backing_file")) {
            layers.disks = []
            layers.images = [HostPath(file.bytes.prefix { $0 != 0x0A })]
        }
        return layers
    }

    /// Devices that hold one file system together.
    func layers(belowAll names: [String]) throws(ReadFailure) -> Layers? { try joined(names, isEncrypted: false, 0) }

    private func joined(_ names: [String], isEncrypted: Bool, _ depth: Int) throws(ReadFailure) -> Layers? {
        var all = Layers()
        all.isEncrypted = true
        for name in names {
            guard let layers = try layers(below: name, depth: depth + 1) else { return nil }
            all.disks.formUnion(layers.disks)
            all.isEncrypted = all.isEncrypted && layers.isEncrypted
            all.network = all.network ?? layers.network
            all.images += layers.images
        }
        all.isEncrypted = isEncrypted || all.isEncrypted
        return all
    }

    /// The types of cryptsetup(8) that encrypt; `CRYPT-INTEGRITY` and `CRYPT-VERITY` only notice changes.
    private static let ciphers = ["LUKS1", "LUKS2", "PLAIN", "LOOPAES", "TCRYPT", "BITLK", "FVAULT2"]

    /// Whether a device is dm-crypt's: cryptsetup(8) begins the UUID of its mappings with `CRYPT-` and the type.
    private func isCrypt(_ path: HostPath) throws(ReadFailure) -> Bool {
        guard let uuid = try files.contents(of: path.appending("dm/uuid"))?.bytes else { return false }
        return Self.ciphers.contains { uuid.starts(with: "CRYPT-\($0)-".utf8) }
    }

    private static func network(_ name: String, _ target: HostPath?) -> String? {
        if name.hasPrefix("nbd") { return "nbd" }
        if name.hasPrefix("rbd") { return "rbd" }
        if name.hasPrefix("drbd") { return "drbd" }
        let parts = target?.components.map { String(decoding: $0, as: UTF8.self) } ?? []
        if parts.contains(where: { $0.hasPrefix("session") }) { return "iSCSI" }
        return parts.contains { $0.hasPrefix("rport-") } ? "Fibre Channel" : nil
    }
}
