import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import LinuxHost

/// The files of this host, as if some of them were hidden.
struct HiddenTreeTests {
    /// A tree in which a directory is mounted over, by tables that say so.
    private func tree(hiding place: String) throws -> RootedTree {
        let root = "27 1 254:0 / / rw - ext4 /dev/vda rw"
        let own = try #require(MountTable(parsing: Array("\(root)\n40 27 0:60 / \(place) ro - tmpfs tmpfs ro".utf8)))
        return try RootedTree(root: "/", without: HiddenPlaces(own: own, first: try #require(MountTable(parsing: Array(root.utf8)))))
    }

    private func reason(_ body: () throws -> Void) -> ReadFailure? {
        do {
            try body()
            return nil
        } catch { return error as? ReadFailure }
    }

    @Test func `nothing is told of what is hidden, by any name, and that it is absent neither`() throws {
        let entries: MemoryTree = [
            "/hidden/a": "x", "/open/b": "y", "/open/in": .link("../hidden/a"), "/open/gone": .link("../hidden/gone"),
        ]
        try withDirectory(entries) { directory in
            let tree = try tree(hiding: "\(directory)/hidden")
            for name in ["hidden/a", "hidden", "hidden/none", "hidden/none/deeper", "open/in", "open/gone", "open/../hidden/none"] {
                let path = HostPath("\(directory)/\(name)")
                let failure = ReadFailure.hidden(path, by: SandboxDirective.paths.rawValue)
                #expect(reason { _ = try tree.status(of: path) } == failure)
                #expect(reason { _ = try tree.contents(of: path) } == failure)
                #expect(failure.reason == .sandboxed)
            }
            #expect(try tree.contents(of: HostPath("\(directory)/open/b"))?.bytes == Array("y".utf8))
            #expect(try tree.status(of: HostPath("\(directory)/open/none")) == nil)
            #expect(try tree.linkTarget(of: HostPath("\(directory)/open/in")) == "../hidden/a")
            #expect(try tree.names(in: HostPath("\(directory)/open"))?.count == 3)
        }
    }
}
