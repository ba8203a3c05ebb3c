import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

struct BackupPlacesTests {
    /// A server with `/` on a partition, data in LVM on LUKS on a RAID of two disks, and mounts of every kind.
    private var server: BackupHost {
        var host = BackupHost()
        host.files["/proc/sys/kernel/hostname"] = "web-1\n"
        host.files["/etc/hosts"] =
            "127.0.0.1 localhost\n127.0.1.1 web-1.example.org web-1 # us\n192.0.2.9 vault.example.org vault\n192.0.2.5 alias.backup.internal far\nfe80::1%lo near\nrubbish\n"
        host.files["/proc/net/fib_trie"] = "Local:\n  |-- 192.0.2.5\n     /32 host LOCAL\n  |-- 192.0.2.255\n     /32 link BROADCAST\n"
        host.files["/proc/net/if_inet6"] =
            "fe800000000000000000000000000001 01 40 20 80 lo\n20010db8000000000000000000000005 02 40 00 80 eth0\n"
        host.files["/proc/self/mountinfo"] = .text(mounts)
        for (device, target) in devices { host.files[HostPath("/sys/class/block/\(device)")] = .link("../../devices/\(target)") }
        for (device, target) in devices {
            let number = numbers[device] ?? "254:9"
            host.files[HostPath("/sys/dev/block/\(number)")] = .link("../../devices/\(target)")
            host.files[HostPath("/sys/devices/\(target)/size")] = "1\n"
        }
        for path in ["pci0/ata1/block/sda/sda1", "pci0/ata2/block/sdb/sdb1", "pci0/ata3/block/sdc/sdc1"] {
            host.files[HostPath("/sys/devices/\(path)/partition")] = "1\n"
        }
        for (below, above) in [("md0", "sdb1"), ("md0", "sdc1"), ("dm-0", "md0"), ("dm-1", "dm-0")] {
            host.files[HostPath("/sys/devices/virtual/block/\(below)/slaves/\(above)")] = .link("../../../../\(above)")
        }
        host.files["/sys/devices/virtual/block/dm-0/dm/uuid"] = "CRYPT-LUKS2-0123456789abcdef-md0_crypt\n"
        host.files["/sys/devices/virtual/block/dm-1/dm/uuid"] = "LVM-abcdef\n"
        host.files["/sys/devices/virtual/block/loop0/loop/backing_file"] = "/srv/disk.img\n"
        host.files["/sys/fs/btrfs/0f-1e/devices/sda1"] = .link("../../../../devices/pci0/ata1/block/sda/sda1")
        host.files["/sys/fs/btrfs/0f-1e/devices/dm-1"] = .link("../../../../devices/virtual/block/dm-1")
        for (path, device) in places {
            host.files[HostPath("\(path)/x")] = "x"
            for place in [HostPath("\(path)/x"), HostPath(path)] { host.files.alterations[place] = { $0.device = device } }
            if host.files[HostPath(path)] == nil { host.files[HostPath(path)] = .directory() }
        }
        host.files["/srv/latest"] = .link("/mnt/vault")
        return host
    }

    private let mounts = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
        30 27 253:1 / /srv rw,relatime shared:2 - xfs /dev/mapper/vg-srv rw
        31 27 0:41 / /mnt/vault rw,relatime shared:3 - nfs4 vault.example.org:/export rw,vers=4.2,addr=192.0.2.9
        32 27 0:42 / /mnt/self rw,relatime - nfs4 localhost:/srv rw,addr=127.0.0.1
        33 27 0:43 / /mnt/own rw,relatime - nfs 192.0.2.5:/srv rw,addr=192.0.2.5
        34 27 0:44 / /mnt/tunnel rw,relatime - nfs4 127.0.0.1:/ rw,port=20049,addr=127.0.0.1
        35 27 0:45 / /mnt/ssh rw,nosuid - fuse.sshfs SECRET@vault:/srv rw,user_id=0
        36 27 0:46 / /mnt/smb rw - cifs //vault/backups rw,username=SECRET
        37 27 0:47 / /mnt/cloud rw - fuse.rclone remote:x rw
        38 27 8:1 /var/backups /mnt/bound rw - ext4 /dev/sda1 rw
        39 27 0:48 / /mnt/with\\040space rw - tmpfs tmpfs rw
        40 27 0:49 / /mnt/b rw - btrfs /dev/sda1 rw
        41 27 7:0 / /mnt/loop rw - ext4 /dev/loop0 rw
        42 27 0:50 / /mnt/ceph rw - ceph 192.0.2.10:6789,192.0.2.11:6789:/ rw
        43 27 8:48 / /mnt/iscsi rw - ext4 /dev/sdd rw
        44 27 0:51 / /mnt/twice rw - tmpfs tmpfs rw
        45 27 0:52 / /mnt/twice rw - virtiofs share rw
        46 27 0:53 / /mnt/nowhere rw - nfs4 !!! rw
        rubbish

        """
    private let devices = [
        "sda": "pci0/ata1/block/sda", "sda1": "pci0/ata1/block/sda/sda1", "sdb": "pci0/ata2/block/sdb", "sdb1": "pci0/ata2/block/sdb/sdb1",
        "sdc": "pci0/ata3/block/sdc", "sdc1": "pci0/ata3/block/sdc/sdc1", "md0": "virtual/block/md0", "dm-0": "virtual/block/dm-0",
        "dm-1": "virtual/block/dm-1", "loop0": "virtual/block/loop0", "sdd": "platform/host3/session1/target3:0:0/block/sdd",
    ]
    private let numbers = [
        "sda": "8:0", "sda1": "8:1", "sdb": "8:16", "sdb1": "8:17", "sdc": "8:32", "sdc1": "8:33", "md0": "9:0", "dm-0": "253:0",
        "dm-1": "253:1",
        "loop0": "7:0", "sdd": "8:48",
    ]
    /// What stat(2) says about the device, as the kernel packs it.
    private let places: [String: UInt64] = [
        "": 8 << 8 | 1, "/var/backups": 8 << 8 | 1, "/srv": 253 << 8 | 1, "/srv/disk.img": 253 << 8 | 1, "/mnt/vault": 41, "/mnt/self": 42,
        "/mnt/own": 43, "/mnt/tunnel": 44, "/mnt/ssh": 45, "/mnt/smb": 46, "/mnt/cloud": 47, "/mnt/bound": 8 << 8 | 1,
        "/mnt/with space": 48,
        "/mnt/b/sub": 4711, "/mnt/loop": 7 << 8, "/mnt/ceph": 50, "/mnt/iscsi": 8 << 8 | 48, "/mnt/twice": 52, "/mnt/nowhere": 53,
    ]

    private func place(_ repository: String, _ lines: String...) throws -> BackupPlace {
        let set = try BackupHost.set("restic", "/srv/web.json", ["Repository=\(repository)"] + lines)
        return try #require(BackupPlaces.place(of: set, BackupListing(), on: server.host))
    }

    @Test(arguments: [
        ("/mnt/vault", BackupPlace.Kind.networkMount, "nfs4 from vault.example.org"),
        ("/srv/latest/x", .networkMount, "nfs4 from vault.example.org"),
        ("/mnt/self", .local, "nfs4 from localhost, which is this host"), ("/mnt/own", .local, "nfs from 192.0.2.5, which is this host"),
        ("/mnt/ssh", .networkMount, "fuse.sshfs from vault"), ("/mnt/smb", .networkMount, "cifs from vault"),
        ("/mnt/ceph", .networkMount, "ceph"),
    ])
    func `a mount is away from the host if another host serves it`(path: String, kind: BackupPlace.Kind, text: String) throws {
        let place = try place(path)
        #expect(place.kind == kind)
        #expect(place.text == text)
        #expect(place.isEncrypted == nil)
    }

    @Test(arguments: ["/mnt/cloud", "/mnt/tunnel", "/mnt/iscsi", "/mnt/twice", "/mnt/nowhere"])
    func `nobody can tell where some mounts lead`(path: String) throws { #expect(try place(path).kind == .unknown) }

    @Test func `a disk is followed down to what it is made of`() throws {
        let root = try place("/var/backups")
        #expect(root.kind == .local)
        #expect(root.text == "ext4 on /dev/sda1 of disk sda, which holds / too")
        #expect(root.isEncrypted == false)
        let data = try place("/srv")
        #expect(data.text == "xfs on /dev/mapper/vg-srv of disk sdb, sdc")
        #expect(data.isEncrypted == true)
        #expect(try place("/srv", "Path=/srv/disk.img").kind == .sameVolume)
        #expect(try place("/srv", "Path=/srv/disk.img").text.hasSuffix("which holds /srv/disk.img too"))
        #expect(try place("/srv", "Path=/var/backups").kind == .local)
        #expect(try place("/mnt/bound").text == "ext4 on /dev/sda1 of disk sda, which holds / too")
        #expect(try place("/mnt/with space").text == "tmpfs, memory that a reboot empties")
    }

    @Test func `a file system on several disks is encrypted only if all of them are`() throws {
        let place = try place("/mnt/b/sub")
        #expect(place.text == "btrfs on /dev/sda1 of disk sda, sdb, sdc, which holds / too")
        #expect(place.isEncrypted == false)
    }

    @Test func `an image in a file lies where the file lies`() throws {
        let place = try place("/mnt/loop")
        #expect(place.text == "ext4 on /dev/loop0 of disk sdb, sdc")
        #expect(place.isEncrypted == true)
    }

    @Test(arguments: [
        ("sftp:a@vault:/x", BackupPlace.Kind.remote), ("sftp:a@web-1:/x", .local), ("ssh://web-1.example.org/x", .local),
        ("rest:http://127.0.0.1:8000/", .local),
        ("ssh://[::1]/x", .local), ("ssh://192.0.2.5/x", .local), ("ssh://[2001:db8::5]/x", .local), ("ssh://192.0.2.6/x", .remote),
        ("web-1.provider.example:/x", .remote), ("localhost:/x", .local), ("s3:https://localhost:9000/b", .local),
        ("s3:s3.amazonaws.com/b", .remote),
        ("b2:bucket:x", .remote), ("rclone:x:y", .unknown), ("b2:", .unknown), ("s3:///srv/x", .unknown), ("C:/backup", .unknown),
        ("local:/mnt/b", .local), ("file:/srv", .local), ("local:/mnt/vault", .networkMount),
        ("sftp:a@0.0.0.0:/x", .local), ("rest:http://[::]:8000/x", .local), ("rest:http://[::ffff:127.0.0.1]:8000/x", .local),
        ("sftp:a@127.1:/x", .unknown), ("s3:127.1/b", .unknown), ("rest:http://0x7f000001:8000/", .unknown),
        ("ssh://2130706433/x", .unknown),
        ("ssh://0177.0.0.1/x", .unknown), ("ssh://127.0.0.1./x", .unknown), ("ssh://deadbeef/x", .remote), ("ssh://0xvault/x", .remote),
        ("sftp:a@alias.backup.internal:/x", .local), ("sftp:a@far:/x", .local), ("sftp:a@near:/x", .local),
        ("sftp:a@vault.example.org:/x", .remote),
    ])
    func `a location is remote if its host is not this one`(text: String, kind: BackupPlace.Kind) throws {
        #expect(try place(text).kind == kind)
    }

    @Test func `a host that does not know its domain may be meant by a longer name`() throws {
        var host = BackupHost()
        host.files["/etc/hostname"] = "backup\n"
        let set = try BackupHost.set("restic", "/srv/web.json", ["Repository=ssh://backup.provider.example/x"])
        #expect(BackupPlaces.place(of: set, BackupListing(), on: host.host)?.kind == .unknown)
    }

    @Test func `points that were listed here make another repository a copy that nobody listed`() throws {
        for adapter in ["file", "barman", "btrfs"] {
            let set = try BackupHost.set(adapter, "/srv/x/*", ["Repository=sftp:vault:/x"])
            let place = try #require(BackupPlaces.place(of: set, BackupListing(), on: server.host))
            #expect(place.kind == .unlisted)
            #expect(place.location == "sftp://vault/x")
        }
        let same = try BackupHost.set("file", "/mnt/vault/*", ["Repository=/mnt/vault"])
        #expect(BackupPlaces.place(of: same, BackupListing(), on: server.host)?.kind == .networkMount)
        let other = try BackupHost.set("file", "/srv/*", ["Repository=/mnt/vault"])
        #expect(BackupPlaces.place(of: other, BackupListing(), on: server.host)?.kind == .unlisted)
    }

    @Test func `dumps lie where the newest one lies, behind whatever link`() throws {
        let set = try BackupHost.set("file", "/srv/*")
        var listing = BackupListing()
        listing.newest = RestorePoint("/srv/latest/x", finish: 0)
        #expect(BackupPlaces.place(of: set, listing, on: server.host)?.kind == .networkMount)
        #expect(BackupPlaces.place(of: set, BackupListing(), on: server.host)?.kind == .local)
    }

    @Test func `where points could not be listed, nothing is said about where they lie`() throws {
        var listing = BackupListing()
        listing.gap = Unread("/srv/dumps", .unreadable, "permission denied")
        for adapter in ["file", "barman"] {
            let set = try BackupHost.set(adapter, "/srv/*/db-*", ["Repository=sftp:vault:/x"])
            #expect(BackupPlaces.place(of: set, listing, on: server.host) == nil)
        }
        listing.newest = RestorePoint("/srv/latest/x", finish: 0)
        #expect(BackupPlaces.place(of: try BackupHost.set("file", "/srv/*"), listing, on: server.host)?.kind == .networkMount)
    }

    @Test(arguments: [
        ("LUKS1-0123-x", true), ("LUKS2-0123-x", true), ("PLAIN-x", true), ("LOOPAES-x", true), ("TCRYPT-x", true), ("BITLK-01-x", true),
        ("FVAULT2-01-x", true), ("INTEGRITY-x", false), ("VERITY-0123-x", false), ("SUBDEV-0123-x", false), ("", false),
    ])
    func `only mappings that encrypt are encryption`(type: String, isEncrypted: Bool) throws {
        var host = server
        host.files["/sys/devices/virtual/block/dm-0/dm/uuid"] = .text("CRYPT-\(type)\n")
        let set = try BackupHost.set("restic", "/srv/web.json", ["Repository=/srv"])
        #expect(BackupPlaces.place(of: set, BackupListing(), on: host.host)?.isEncrypted == isEncrypted)
    }

    @Test func `snapshots never leave the volume`() throws {
        var listing = BackupListing()
        listing.encryption = EncryptionMode("aes-256-gcm", isEncrypted: true)
        let zfs = try #require(BackupPlaces.place(of: BackupHost.set("zfs", "tank/data"), listing, on: server.host))
        #expect(zfs.kind == .sameVolume)
        #expect(zfs.isEncrypted == true)
        listing = BackupListing()
        listing.newest = RestorePoint("/srv/x", finish: 0)
        let btrfs = try #require(BackupPlaces.place(of: BackupHost.set("btrfs", "/srv/*"), listing, on: server.host))
        #expect(btrfs.kind == .sameVolume)
        #expect(btrfs.isEncrypted == true)
    }

    @Test func `the tool's word is held against the declared one`() throws {
        var listing = BackupListing()
        listing.location = "ssh://borg@vault/./web"
        let set = try BackupHost.set("borg", "/srv/x.json")
        #expect(BackupPlaces.place(of: set, listing, on: server.host)?.kind == .remote)
        let same = try BackupHost.set("borg", "/srv/x.json", ["Repository=vault:web"])
        #expect(BackupPlaces.place(of: same, listing, on: server.host)?.gap == nil)
        let other = try BackupHost.set("borg", "/srv/x.json", ["Repository=ssh://u:SECRET@elsewhere/web"])
        let place = try #require(BackupPlaces.place(of: other, listing, on: server.host))
        #expect(place.gap?.reason == .sourceConflict)
        #expect(!place.canonicalText.contains("SECRET"))
    }

    @Test func `nobody says where a stanza lies, and a tree does not know its disks`() throws {
        #expect(BackupPlaces.place(of: try BackupHost.set("pgbackrest", "main"), BackupListing(), on: server.host) == nil)
        var tree = server
        tree.isTree = true
        let set = try BackupHost.set("file", "/srv/*")
        #expect(BackupPlaces.place(of: set, BackupListing(), on: tree.host)?.gap?.reason == .notObservableUnderRoot)
        let remote = try BackupHost.set("restic", "/srv/x.json", ["Repository=b2:x:y"])
        #expect(BackupPlaces.place(of: remote, BackupListing(), on: tree.host)?.kind == .remote)
    }

    @Test func `what is not there, and what cannot be read, is a gap`() throws {
        #expect(try place("/mnt/unmounted").gap?.reason == .unreadable)
        var blind = server
        blind.files["/proc/self/mountinfo"] = .denied
        let set = try BackupHost.set("file", "/srv/*")
        #expect(BackupPlaces.place(of: set, BackupListing(), on: blind.host)?.gap?.reason == .unreadable)
        blind.files["/proc/self/mountinfo"] = nil
        #expect(BackupPlaces.place(of: set, BackupListing(), on: blind.host)?.gap?.reason == .unreadable)
    }

    @Test func `no user name of a mount is kept`() throws {
        for path in ["/mnt/ssh", "/mnt/smb"] { #expect(try !place(path).canonicalText.contains("SECRET")) }
    }
}

extension BackupPlace {
    fileprivate var canonicalText: String { (try? String(decoding: canonicalJSON(), as: UTF8.self)) ?? "" }
}
