import Foundation
import HostFixtures
import LinuxHost
import ProbeKit
import Testing

/// Access control lists as the kernel hands them over.
@Suite struct AccessListTests {
    @Test func `a file without a list has none, and what is not there neither`() throws {
        try withDirectory(["/plain": "x", "/link": .link("plain")]) { top in
            let tree = try RootedTree(root: HostPath(top))
            for path in ["/plain", "/link", "/lost", "/"] as [HostPath] { #expect(try tree.accessList(of: path) == nil) }
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setfacl"), "needs setfacl"))
    func `a list is read, links followed`() throws {
        try withDirectory(["/file": "x", "/link": .link("file"), "/d": .directory()]) { top in
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/setfacl")
            process.arguments = ["-m", "u:4711:r", "\(top)/file", "\(top)/d"]
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
            let tree = try RootedTree(root: HostPath(top))
            for path in ["/file", "/link", "/d"] as [HostPath] {
                let list = try #require(try tree.accessList(of: path))
                #expect(list.starts(with: [2, 0, 0, 0]))
                #expect((list.count - 4) / 8 == 5)
                // ACL_USER, read, 4711.
                #expect(Array(list[12..<20]) == [2, 0, 4, 0, 0x67, 0x12, 0, 0])
            }
        }
    }
}
