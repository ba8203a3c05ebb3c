import Controls
import ProbeKit

/// Which file systems other hosts serve, and which ones.
enum NetworkFileSystem {
    /// Whose source names the server.
    private static let served: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "davfs", "fuse.sshfs", "fuse.glusterfs", "glusterfs", "fuse.davfs2",
    ]
    /// Which spread over several servers, or name none.
    private static let spread: Set<String> = ["ceph", "fuse.ceph", "lustre", "beegfs", "afs", "fuse.s3fs", "fuse.gcsfuse", "fuse.goofys"]
    /// Which the machine below a virtual one shares with it.
    private static let shared: Set<String> = ["9p", "virtiofs", "vboxsf", "fuse.vmhgfs-fuse", "prl_fs"]

    /// Where a mounted file system is; nil for one that no other host serves.
    static func place(_ mount: Mount, at path: HostPath, own: OwnNames) -> BackupPlace? {
        let type = mount.type
        if served.contains(type) { return served(mount, path, own) }
        if spread.contains(type) {
            let hosts = servers(mount)
            let isOwn = !hosts.isEmpty && hosts.allSatisfy { own.isOwn($0) == .yes }
            return BackupPlace(path.escaped, isOwn ? .local : .networkMount, isOwn ? "\(type) that this host alone serves" : "\(type)")
        }
        if shared.contains(type) {
            return BackupPlace(path.escaped, .unknown, "\(type), which the machine below this one shares: its disk may be the same")
        }
        if type == "fuse" || type.hasPrefix("fuse.") {
            return BackupPlace(path.escaped, .unknown, "\(type): a program serves it, and nobody tells from where")
        }
        return nil
    }

    private static func served(_ mount: Mount, _ path: HostPath, _ own: OwnNames) -> BackupPlace {
        guard let server = servers(mount).first else {
            return BackupPlace(path.escaped, .unknown, "\(mount.type) from a source that names no server")
        }
        switch own.isOwn(server) {
        case .yes where mount.options.contains { $0.hasPrefix("port=") && $0 != "port=2049" && $0 != "port=0" }:
            return BackupPlace(path.escaped, .unknown, "\(mount.type) from a port of this host that is not that of NFS: a tunnel, it seems")
        case .yes: return BackupPlace(path.escaped, .local, "\(mount.type) from \(server), which is this host")
        case .perhaps: return BackupPlace(path.escaped, .unknown, "\(mount.type) from \(server), which may be this host")
        case .no: return BackupPlace(path.escaped, .networkMount, "\(mount.type) from \(server)")
        }
    }

    /// The hosts that a source names, without users.
    private static func servers(_ mount: Mount) -> [String] {
        let source = String(decoding: mount.source, as: UTF8.self)
        switch mount.type {
        case "cifs", "smb3", "smbfs": return host(in: "smb://\(source.drop { $0 == "/" })")
        case "lustre":
            // 192.0.2.1@tcp,192.0.2.2@tcp:/name
            return source.prefix { $0 != "/" }.split { $0 == ":" || $0 == "," }.compactMap {
                $0.split(separator: "@").first.map(String.init)
            }
        case "ceph", "fuse.ceph":
            return source.prefix { $0 != "/" }.split(separator: ",").flatMap { monitor in
                let isAlone = monitor.hasSuffix(":") || monitor.contains("]")
                return host(in: isAlone ? "\(monitor)/" : "\(monitor.prefix { $0 != ":" }):/")
            }
        default: return host(in: source)
        }
    }

    private static func host(in location: String) -> [String] {
        switch RepositoryLocation(server: location) {
        case .host(let remote): [remote.host]
        case .path, .store, .unknown: []
        }
    }
}
