import Controls
import Foundation
import LinuxHost
import ProbeKit
import Testing

@testable import Probes

struct LiveStorageTests {
    @Test(arguments: ["/", "/tmp", "/dev/shm", "/sys", "/proc"])
    func `mounts are those that findmnt sees`(path: String) throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/findmnt") else { return }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/findmnt")
        process.arguments = ["-T", path, "-n", "-o", "FSTYPE,SOURCE"]
        process.standardOutput = pipe
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).split { $0 == " " || $0 == "\n" }
        process.waitUntilExit()
        let files = try RootedTree(root: "/")
        let place = try files.resolved(HostPath(path))
        let device = try #require(try files.status(of: place)).device
        let mount = try #require(try Mounts(files)?.mount(of: place, device: device))
        #expect(mount.type == said.first.map(String.init))
        // A bind mount's source is followed by its directory.
        #expect(said.dropFirst().first?.prefix { $0 != "[" } ?? "" == String(decoding: mount.source, as: UTF8.self))
    }

    @Test func `the disk of the root directory is found wherever sysfs has it`() throws {
        let files = try RootedTree(root: "/")
        let storage = try #require(try LocalStorage(files, own: OwnNames(files)))
        let place = try #require(try storage.place(of: "/", besides: []))
        let mount = try #require(try Mounts(files)?.mount(of: "/", device: files.status(of: "/")?.device ?? 0))
        guard mount.source.starts(with: "/dev/".utf8), try files.status(of: "/sys/class/block") != nil else { return }
        #expect(place.kind == .local)
        #expect(place.isEncrypted != nil)
        #expect(place.text.contains("of disk"))
    }

    @Test func `the beginning of a file is read, and not more`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "soc2d-beginning-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data(repeating: 7, count: 100_000).write(to: directory.appending(path: "dump"))
        let files = try RootedTree(root: HostPath(directory.path))
        #expect(try files.beginning(of: "/dump", count: 1024)?.count == 1024)
        #expect(try files.beginning(of: "/dump", count: 1 << 20)?.count == 100_000)
        #expect(try files.beginning(of: "/none", count: 10) == nil)
        #expect(throws: ReadFailure.notRegular("/", .directory)) { try files.beginning(of: "/", count: 10) }
    }

    @Test func `times beyond every calendar are read without a trap`() throws {
        let directory = URL(filePath: "/dev/shm/soc2d-times-\(UUID().uuidString)")
        guard (try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)) != nil else { return }
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data([1]).write(to: directory.appending(path: "dump"))
        let touch = Process()
        touch.executableURL = URL(filePath: "/usr/bin/touch")
        touch.arguments = ["-d", "@99999999999", directory.appending(path: "dump").path]
        try touch.run()
        touch.waitUntilExit()
        let status = try #require(try RootedTree(root: HostPath(directory.path)).status(of: "/dump"))
        #expect(status.modified.seconds > 4_000_000_000)
    }
}
