import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

struct SnapshotAdapterTests {
    /// Says what zfs(8) would say. No kernel with ZFS stands behind these cases: the lines follow zfs-list(8), zfs-get(8) and zfsprops(7) of
    /// OpenZFS 2.1 as published.
    private struct FakeZFS: ToolRunner {
        var properties = "encryption\taes-256-gcm\nguid\t16215392113283446789\n"
        var list = ""
        var ending = ToolOutcome.Ending.exited(0)

        func run(_ call: ToolCall) throws(ToolFailure) -> ToolOutcome {
            #expect(call.arguments.last == "tank/data")
            return ToolOutcome(ending, output: Array((call.arguments[0] == "get" ? properties : list).utf8))
        }
    }

    private func host(_ zfs: FakeZFS?) -> BackupHost {
        var host = BackupHost()
        host.files["/usr/sbin/zfs"] = "\u{7F}ELF"
        host.tools = zfs
        return host
    }

    private let list = """
        tank/data@auto-1\t1789900000\t1024\t1073741824
        tank/data@by hand\t1789950000\t0\t1073741825
        tank/data@auto-2\t1789990000\t0\t1073741826

        """

    @Test func `snapshots of a dataset are points`() throws {
        let listing = try host(FakeZFS(list: list)).listing("zfs", "tank/data")
        #expect(listing.count == 3)
        #expect(listing.newest == RestorePoint("tank/data@auto-2", finish: 1_789_990_000, bytes: 1_073_741_826))
        #expect(listing.encryption == EncryptionMode("aes-256-gcm", isEncrypted: true))
        #expect(listing.repository == "16215392113283446789")
        #expect(try host(FakeZFS(list: list)).listing("zfs", "tank/data", "Prefix=by").newest?.id == "tank/data@by hand")
    }

    @Test func `a dataset without encryption says so`() throws {
        let zfs = FakeZFS(properties: "encryption\toff\nguid\t1\n", list: list)
        #expect(try host(zfs).listing("zfs", "tank/data").encryption == EncryptionMode("off", isEncrypted: false))
    }

    @Test func `no snapshot of a dataset that is there is no gap; silence about the dataset is`() throws {
        let none = try host(FakeZFS()).listing("zfs", "tank/data")
        #expect(none.gap == nil)
        #expect(none.count == 0)
        #expect(try host(FakeZFS(properties: "", list: list)).listing("zfs", "tank/data").gap?.reason == .emptyOutput)
    }

    @Test func `a tool that fails, that is not there, and that says something else leaves a gap`() throws {
        #expect(try host(FakeZFS(ending: .exited(1))).listing("zfs", "tank/data").gap?.reason == .toolFailed)
        #expect(try host(FakeZFS(ending: .signalled(9))).listing("zfs", "tank/data").gap?.reason == .toolFailed)
        for text in ["tank/other@x\t1\t2\t3\n", "tank/data@x\t1\n", "tank/data@x\t99999999999999999\t1\t1\n", "\u{0}\u{1}\n"] {
            #expect(try host(FakeZFS(list: text)).listing("zfs", "tank/data").gap?.reason == .parseError)
        }
        var bare = host(FakeZFS())
        bare.files["/usr/sbin/zfs"] = nil
        #expect(try bare.listing("zfs", "tank/data").gap?.reason == .toolMissing)
        #expect(try host(nil).listing("zfs", "tank/data").gap?.reason == .notObservableUnderRoot)
    }

    private func snapshot(_ parent: String?, received: String? = nil, isReadOnly: Bool = true, age: Int64) -> Subvolume {
        Subvolume(
            id: "\(age)", parent: parent, received: received, isReadOnly: isReadOnly, created: Moment(seconds: BackupHost.now - age))
    }

    private var btrfs: BackupHost {
        var host = BackupHost()
        for name in ["a", "b", "c", "d", "e"] { host.files[HostPath("/srv/.snapshots/\(name)")] = .directory() }
        host.subvolumes = FakeSubvolumes([
            "/srv": Subvolume(id: "5", parent: nil, received: nil, isReadOnly: false, created: Moment(seconds: 0)),
            "/srv/.snapshots/a": snapshot("5", age: 7_200), "/srv/.snapshots/b": snapshot("5", isReadOnly: false, age: 60),
            "/srv/.snapshots/c": snapshot("6", age: 600), "/srv/.snapshots/d": snapshot(nil, received: "7", age: 3_600),
        ])
        return host
    }

    @Test func `read-only snapshots are points, writable ones are none`() throws {
        let listing = try btrfs.listing("btrfs", "/srv/.snapshots/*")
        #expect(listing.count == 3)
        #expect(listing.newest == RestorePoint("/srv/.snapshots/c", finish: BackupHost.now - 600))
        #expect(listing.deficits.map(\.point.id) == ["/srv/.snapshots/b"])
        #expect(listing.remarks == ["passed over: 1 that match and are no snapshot"])
    }

    @Test func `a path narrows to the snapshots of its subvolume`() throws {
        let listing = try btrfs.listing("btrfs", "/srv/.snapshots/*", "Path=/srv")
        #expect(listing.newest?.id == "/srv/.snapshots/a")
        #expect(listing.count == 1)
        #expect(try btrfs.listing("btrfs", "/srv/.snapshots/*", "Path=/home").gap?.reason == .notObservable)
    }

    @Test func `no kernel, no answer; no match, no snapshot`() throws {
        var tree = btrfs
        tree.subvolumes = nil
        #expect(try tree.listing("btrfs", "/srv/.snapshots/*").gap?.reason == .notObservableUnderRoot)
        let none = try btrfs.listing("btrfs", "/srv/none/*")
        #expect(none.gap == nil)
        #expect(none.count == 0)
    }
}
