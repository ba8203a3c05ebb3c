import Controls
import Foundation
import Glibc
import HostFixtures
import LinuxHost
import ProbeKit
import Testing

/// A real btrfs in a file, compared with what btrfs-progs say of it.
struct SubvolumeTests {
    @Test func `where there is no btrfs nothing is a subvolume, and what is denied is said to be`() throws {
        try withDirectory(["/d/a": "x"]) { directory in
            let tree = try RootedTree(root: HostPath(directory))
            for path: HostPath in ["/", "/d", "/d/a", "/none"] { #expect(try tree.subvolume(at: path) == nil) }
        }
    }

    @Test(.enabled(if: BtrfsMount.isPossible, "needs root, loop devices, btrfs in the kernel and btrfs-progs"))
    func `subvolumes and snapshots are told apart, as btrfs itself shows them`() throws {
        try BtrfsMount.with { mount in
            try mount.btrfs("subvolume", "create", "data")
            try mount.run("/bin/mkdir", mount.path + "/data/plain")
            try mount.btrfs("subvolume", "snapshot", "-r", "data", "frozen")
            try mount.btrfs("subvolume", "snapshot", "data", "copy")
            let tree = try RootedTree(root: HostPath(mount.path))
            let data = try #require(try tree.subvolume(at: "/data"))
            let frozen = try #require(try tree.subvolume(at: "/frozen"))
            let copy = try #require(try tree.subvolume(at: "/copy"))
            #expect(data.parent == nil && !data.isReadOnly && data.received == nil)
            #expect(frozen.parent == data.id && frozen.isReadOnly && frozen.received == nil)
            #expect(copy.parent == data.id && !copy.isReadOnly)
            for (name, found) in [("data", data), ("frozen", frozen), ("copy", copy)] { try mount.expect(name, is: found) }
            #expect(try tree.subvolume(at: "/data/plain") == nil)
            #expect(try tree.subvolume(at: "/none") == nil)
            #expect(try tree.subvolume(at: "/") != nil)
            #expect(try tree.subvolume(at: "/data/none") == nil)
        }
    }

    @Test(.enabled(if: BtrfsMount.isPossible, "needs root, loop devices, btrfs in the kernel and btrfs-progs"))
    func `a received subvolume bears the id that it had where it came from`() throws {
        try BtrfsMount.with { mount in
            try mount.btrfs("subvolume", "create", "data")
            try mount.btrfs("subvolume", "snapshot", "-r", "data", "frozen")
            try mount.btrfs("subvolume", "create", "elsewhere")
            try mount.btrfs("send", "-f", "stream", "frozen")
            try mount.btrfs("receive", "-f", "stream", "elsewhere")
            let tree = try RootedTree(root: HostPath(mount.path))
            let frozen = try #require(try tree.subvolume(at: "/frozen"))
            let received = try #require(try tree.subvolume(at: "/elsewhere/frozen"))
            #expect(received.received == frozen.id && received.isReadOnly && received.parent == nil)
            try mount.expect("elsewhere/frozen", is: received)
        }
    }
}

/// A btrfs of its own, mounted for as long as a test takes.
private struct BtrfsMount {
    let path: String

    static let isPossible: Bool = {
        guard geteuid() == 0, (try? with { _ in }) != nil else {
            print("SubvolumeTests: no btrfs can be mounted here (root, mkfs.btrfs, loop devices and btrfs in the kernel): skipped")
            return false
        }
        return true
    }()

    static func with(_ body: (BtrfsMount) throws -> Void) throws {
        let top = FileManager.default.temporaryDirectory.appending(path: "soc2d-btrfs-\(UUID().uuidString)").path
        let mount = BtrfsMount(path: top + "/mount")
        try FileManager.default.createDirectory(atPath: mount.path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: top) }
        let image = top + "/image"
        try Data().write(to: URL(filePath: image))
        guard truncate(image, 256 << 20) == 0 else { throw CocoaError(.fileWriteUnknown) }
        try mount.run("/sbin/mkfs.btrfs", "-q", image)
        try mount.run("/bin/mount", "-o", "loop", image, mount.path)
        // Lazily: what another thread has just started may hold a file of it for a moment.
        defer { _ = try? mount.run("/bin/umount", "-l", mount.path) }
        try body(mount)
    }

    /// Paths are those below the mount.
    func btrfs(_ words: String...) throws {
        let plain: Set = ["subvolume", "create", "snapshot", "send", "receive", "-r", "-f"]
        try run("/bin/btrfs", words.map { plain.contains($0) ? $0 : path + "/" + $0 })
    }

    @discardableResult func run(_ program: String, _ arguments: String...) throws -> String { try run(program, arguments) }

    @discardableResult func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ["LC_ALL": "C", "TZ": "UTC0", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Compares with `btrfs subvolume show`.
    func expect(_ name: String, is found: Subvolume) throws {
        let shown = try run("/bin/btrfs", "subvolume", "show", path + "/" + name)
        var fields: [Substring: String] = [:]
        for line in shown.split(separator: "\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0].drop { $0 == "\t" }] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let id = { (text: String?) in text == "-" ? nil : text?.replacing("-", with: "") }
        #expect(fields["UUID"].flatMap(id) == found.id)
        #expect(fields["Parent UUID"].flatMap(id) == found.parent)
        #expect(fields["Received UUID"].flatMap(id) == found.received)
        #expect(fields["Flags"] == (found.isReadOnly ? "readonly" : "-"))
        #expect(fields["Creation time"].flatMap { TimeText(String($0.prefix(19)))?.time.secondsSince1970 } == found.created.seconds)
    }
}
